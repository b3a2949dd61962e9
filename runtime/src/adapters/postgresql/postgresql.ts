import type { AnyProjection, OpenOptions } from '../../projections/projection.js';
import type { IndexDefinition } from '../../projections/readStore.js';
import type { RowStore } from '../../projections/rows/rowStore.js';
import { type Connection, databaseOf } from './database.js';
import { layoutOf, layoutRefusal } from './layout.js';
import { postgreSQLRowStore } from './rowStore.js';

export type PostgreSQLOptions<Indexes extends Readonly<Record<string, IndexDefinition>>> = {
  /** Indexes over the row's fields. Default: none. */
  readonly indexes?: Indexes;
  /**
   * How to connect: settings of `pg`, or a function that gives them, asked once in a container, when it first needs the database. Projections that are
   * given the same value share its connections (`max`, 2). Default: the variables PGHOST, PGUSER, PGPASSWORD and so on.
   */
  readonly connection?: Connection;
  /** Schema of the tables, which must be there. Default: `public`. */
  readonly schema?: string;
  /** Name of the table. Default: the projection's name among all services and stages, with `_` for `-`: `shop_dev_catalogue`. */
  readonly table?: string;
};

/** A PostgreSQL store, as `store` of a projection. */
export type PostgreSQLReadStore<Indexes extends Readonly<Record<string, IndexDefinition>>> = {
  readonly kind: 'postgresql';
  readonly indexes: Indexes;
  open(projection: AnyProjection, options: OpenOptions): RowStore;
  refusal(projection: AnyProjection): string | undefined;
};

/** The default options: one value, so that all stores with them share their connections. */
const fromEnvironment: Connection = {};

/**
 * Keeps rows in a table of PostgreSQL (12 and up), by the package `pg`: a column for each field of the row's schema that is a text, number, integer or
 * boolean, made by the database from the row itself (`_row`, jsonb). The table is made and migrated when a function first needs it.
 *
 * @example
 * const connection = async () => ({ host: process.env.DB_HOST, user: 'shop', password: await secret('shop-db') });
 *
 * defineProjection({ …, store: postgresql({ indexes: { byName: { partition: 'name', sort: 'price' } }, connection }) });
 */
export function postgresql<const Indexes extends Readonly<Record<string, IndexDefinition>> = Readonly<Record<never, never>>>(
  options?: PostgreSQLOptions<Indexes>,
): PostgreSQLReadStore<Indexes>;
export function postgresql({
  indexes = {},
  connection = fromEnvironment,
  schema = 'public',
  table,
}: PostgreSQLOptions<Readonly<Record<string, IndexDefinition>>> = {}): PostgreSQLReadStore<Readonly<Record<string, IndexDefinition>>> {
  return {
    kind: 'postgresql',
    indexes,
    open: (projection, options) => postgreSQLRowStore(databaseOf(connection), layoutOf(projection, options, { schema, table })),
    refusal: layoutRefusal,
  };
}
