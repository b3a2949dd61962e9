import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourcingError, isEventSourcingError } from '../domain/errors.js';
import { awaitReached } from './awaitReached.js';
import { shownRow } from './expiry.js';
import type { AnyProjection, RowOf } from './projection.js';
import type { OpenedReadStore, OpenOptions } from './readStore.js';
import type { PageOptions, RowReader, RowStore } from './rowStore.js';

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
   * Whether the rows show an event, which a `consistencyToken` stands for, and all before it in its stream; waits for it up to `wait`
   * milliseconds (0). @throws MalformedRequest for what is no token of an aggregate that feeds the projection
   */
  shows(token: string, options?: { readonly wait?: number }): Promise<boolean>;
};

const defaultLimit = 100;

/** How a projection's rows are reached: those of a store that opens itself by their name alone. */
export type ReadModelRows<P extends AnyProjection> = RowReader | (P['store'] extends OpenedReadStore ? OpenOptions : never);

/**
 * Reads the rows of a projection in a function or script of your own. Rows of another store than DynamoDB are opened by their name, as
 * the plugin names them.
 *
 * @throws DefinitionInvalid for a name alone where rows are in DynamoDB
 *
 * @example
 * const client = DynamoDBDocumentClient.from(new DynamoDBClient());
 * const items = readModel(catalogue, dynamoDBServedRows({ client, tables: 'shop-dev', projection: catalogue }));
 * const { rows } = await items.query('byName', 'Chair');
 *
 * @example
 * const orders = readModel(ordersInPostgreSQL, { name: 'shop-dev-orders' });
 */
export function readModel<const P extends AnyProjection>(projection: P, rows: ReadModelRows<P>): ReadModel<P>;
export function readModel(projection: AnyProjection, given: RowReader | OpenOptions): ReadModel<AnyProjection> {
  const rows: RowReader = 'load' in given ? given : openedRows(projection, given);
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

function openedRows(projection: AnyProjection, options: OpenOptions): RowStore {
  const { name, store } = projection;
  if (store.open) return store.open(projection, options);
  throw new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `${name}: its rows are in DynamoDB, which takes a client: give readModel a dynamoDBRowStore({ client, tableName: '${options.name}', projection }).`,
    details: { definition: name },
  });
}
