import { setTimeout as sleep } from 'node:timers/promises';
import { isEventSourcingError } from '../domain/errors.js';
import { awaitReached } from './awaitReached.js';
import type { AnyProjection, RowOf } from './projection.js';
import { shownRow } from './rows/expiry.js';
import type { PageOptions, RowReader } from './rows/rowStore.js';

/** Rows of a page, and where the next one starts, if there may be more. */
export type ReadPage<Row> = { readonly rows: readonly Row[]; readonly cursor?: string };

type IndexesOf<P extends AnyProjection> = P['store']['indexes'];

/** Type of the values that an index finds rows by. */
type IndexValue<P extends AnyProjection, Index extends keyof IndexesOf<P>> = IndexesOf<P>[Index] extends {
  readonly partition: infer Field extends keyof RowOf<P>;
}
  ? RowOf<P>[Field]
  : string | number;

/** The rows of a projection, typed. Every method throws StoreThrottled, StoreUnavailable or StoreRefused. */
export type ReadModel<P extends AnyProjection> = {
  /** The row with a key. */
  get(key: string): Promise<RowOf<P> | undefined>;

  /** All rows, in no order, at most `limit` (100) a page. @throws MalformedRequest for a cursor that no page gave */
  list(page?: Partial<PageOptions>): Promise<ReadPage<RowOf<P>>>;

  /** Rows whose indexed field has a value, in the index's order, at most `limit` (100) a page. @throws MalformedRequest for a cursor that no page gave */
  query<Index extends keyof IndexesOf<P> & string>(
    index: Index,
    value: IndexValue<P, Index>,
    page?: Partial<PageOptions>,
  ): Promise<ReadPage<RowOf<P>>>;

  /**
   * Whether the rows show the event of a `consistencyToken`, and all events before it in its stream. Waits for it up to `wait` milliseconds
   * (default: 0). @throws MalformedRequest for what is no token of an aggregate that feeds the projection
   */
  shows(token: string, options?: { readonly wait?: number }): Promise<boolean>;
};

const defaultLimit = 100;

/** Gives the rows of a projection their types. */
export function typedRows<const P extends AnyProjection>(projection: P, rows: RowReader): ReadModel<P>;
export function typedRows(projection: AnyProjection, rows: RowReader): ReadModel<AnyProjection> {
  return {
    get: async (key) => shownRow(projection, (await rows.load([key])).get(key))?.row,
    list: (page) => rows.list({ limit: defaultLimit, ...page }),
    query: (index, value, page) => rows.query(index, value, { limit: defaultLimit, ...page }),
    async shows(token, { wait = 0 } = {}) {
      try {
        await awaitReached(projection, rows, token, { wait, now: () => performance.now(), sleep });
        await rows.refresh?.();
        return true;
      } catch (error) {
        if (isEventSourcingError(error, 'ProjectionBehind')) return false;
        throw error;
      }
    },
  };
}
