import type { EventFrom, Literally, OfType } from '../domain/aggregates/aggregate.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import type { Data, JSONSchema } from '../domain/schema.js';
import type { ReadStore } from './readStore.js';

/** What a projection reads of an aggregate. */
export type Source = EventSource;

/** A fold per event type: the row before (undefined where there is none) to the row after; null removes it, undefined leaves it as it is. */
export type RowEvolve<From extends readonly Source[], Row> = {
  readonly [Type in EventFrom<From>['type']]?: (
    row: Row | undefined,
    event: OfType<EventFrom<From>, Type>,
  ) => (Row & Literally<Row>) | null | undefined;
};

/**
 * Names the row that an event is for, where many streams feed a row; null for none. Asked for the events that `evolve` folds only.
 * A key is a text that is not empty.
 */
export type RowKey<From extends readonly Source[]> = (event: EventFrom<From>) => string | null;

/** A fold of events into rows of a read model. Made by `defineProjection`. */
export type Projection<Name extends string, From extends readonly Source[], Row extends JSONSchema, Store extends ReadStore = ReadStore> = {
  readonly kind: 'projection';
  readonly name: Name;
  readonly from: From;
  readonly row: Row;
  readonly evolve: RowEvolve<From, Data<Row>>;
  readonly store: Store;
  readonly key?: RowKey<From>;
  readonly inline?: true;
};

// A method type is bivariant in its parameters: a projection of any rows is to be an AnyProjection.
type AnyRowEvolver = { call(row: unknown, event: StoredEvent): unknown }['call'];
type AnyRowKey = { call(event: StoredEvent): string | null }['call'];

/** A projection whose types are not known. */
export type AnyProjection = {
  readonly kind: 'projection';
  readonly name: string;
  readonly from: readonly Source[];
  readonly row: JSONSchema;
  readonly evolve: { readonly [type: string]: AnyRowEvolver | undefined };
  readonly store: ReadStore;
  readonly key?: AnyRowKey;
  /** Its rows are written in one transaction with the commits that change them. */
  readonly inline?: true;
};

/** Type of the rows of a projection. */
export type RowOf<P extends { readonly row: JSONSchema }> = Data<P['row']>;
