import type { EventFrom, Literally, OfType } from '../domain/aggregates/aggregate.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import type { Data, JSONSchema, SchemaOf } from '../domain/schema.js';
import type { DynamoDBReadStore, IndexDefinition, Slot } from './readStore.js';
import type { RowStore } from './rows/rowStore.js';

/** What a projection reads of an aggregate. */
export type Source = EventSource;

/**
 * A fold per event type: from the row before (undefined if there is none) to the row after. Null removes the row, undefined leaves it as it
 * is.
 */
export type RowEvolve<From extends readonly Source[], Row> = {
  readonly [Type in EventFrom<From>['type']]?: (
    row: Row | undefined,
    event: OfType<EventFrom<From>, Type>,
  ) => (Row & Literally<Row>) | null | undefined;
};

/**
 * The key of the row that an event is for, if many streams feed a row; null for none. Called only for events that `evolve` folds. A key is
 * a text that is not empty.
 */
export type RowKey<From extends readonly Source[]> = (event: EventFrom<From>) => string | null;

/** A fold of events into rows of a read model. Made by `defineProjection`. `Row` is the data of a row. */
export type Projection<Name extends string, Row, Store extends ReadStore, From extends readonly Source[]> = {
  readonly kind: 'projection';
  readonly name: Name;
  readonly from: From;
  readonly row: SchemaOf<Row>;
  readonly evolve: RowEvolve<From, Row>;
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

/** Where and how rows are kept: made by `dynamodb`, by the function of another store's entry, or by you. */
export type ReadStore<Field extends string = string> = DynamoDBReadStore<Field> | OpenedReadStore<Field>;

/** Rows in a store of its own: the template makes nothing for it, and a function that needs the rows opens it. */
export type OpenedReadStore<Field extends string = string> = {
  /** Names the store in errors. */
  readonly kind: string;
  readonly indexes: Readonly<Record<string, IndexDefinition<Field>>>;

  /**
   * Opens the rows of a projection: called once for each projection of a container, when a function starts. Do what takes time, or can
   * fail, in the methods of the row store, such as opening a connection when it is first needed.
   */
  open(projection: AnyProjection, options: OpenOptions): RowStore;

  /**
   * Why the store cannot keep the rows of a projection, as a sentence with a remedy; undefined if it can. Called when the projection is
   * defined.
   */
  refusal?(projection: AnyProjection): string | undefined;
};

export type OpenOptions = {
  /** A name that no other projection, service or stage has: `shop-dev-catalogue`. Letters, digits, `-` and `_`. */
  readonly name: string;
  /** Which of its two sets of rows. */
  readonly slot: Slot;
};
