import { escapeIdentifier, escapeLiteral } from 'pg';
import { defined } from '../../domain/defined.js';
import type { AnyProjection, OpenOptions } from '../../projections/projection.js';
import { type IndexKey, indexesOf, longestIndexed } from '../../projections/rows/indexes.js';
import { type ScalarType, scalarFields } from '../../projections/rows/rowFields.js';
import { fitted, hashed, tableNames } from './identifiers.js';

/** Columns that each table of rows has. The row is in `_row`, whole; SQL NULL for a tombstone. */
export const ownColumns: Readonly<Record<string, string>> = { _key: 'text', _position: 'bigint', _row: 'jsonb' };

/** A column made of a row's field, by the database itself: it cannot differ from the row, and comes into being for old rows too. */
export type Column = { readonly name: string; readonly type: string; readonly definition: string };

export type TableIndex = { readonly name: string; readonly definition: string };

/** What a projection's rows are in the database. Names of tables are quoted. */
export type Layout = {
  readonly projection: AnyProjection;
  /** Whose rows these are, as the table's comment says. */
  readonly owner: string;
  readonly table: string;
  readonly columns: readonly Column[];
  readonly indexes: readonly TableIndex[];
  /** Of a projection whose rows are fed by many streams. */
  readonly positions?: string;
};

const columnTypes: Readonly<Record<ScalarType, string>> = {
  string: 'text',
  number: 'double precision',
  integer: 'bigint',
  boolean: 'boolean',
};

export type LayoutOptions = { readonly schema: string; readonly table?: string | undefined };

export function layoutOf(projection: AnyProjection, options: OpenOptions, { schema, table }: LayoutOptions): Layout {
  const names = tableNames(table, options);
  const qualified = (name: string) => `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`;
  return {
    projection,
    owner: `serverless-event-sourcing: rows of ${options.name}, slot ${options.slot}`,
    table: qualified(names.rows),
    columns: [...scalarFields(projection)].map(([field, type]) => column(field, columnTypes[type])),
    indexes: Object.entries(indexesOf(projection)).map(([name, { partition, sort }]) => {
      const keys = sort ? [partition, sort] : [partition];
      const columns = [...keys.map(({ field }) => escapeIdentifier(field)), '_key'].join(', ');
      const definition = `(${columns}) where ${keys.map(isIndexed).join(' and ')}`;
      // Another definition under the same name is another index: the name says which.
      return { name: fitted(`${names.rows}_${name}_${hashed(definition)}`), definition };
    }),
    ...defined({ positions: projection.key && qualified(names.positions) }),
  };
}

/** Condition of a row's being in an index: one whose field is missing, empty or long is not, in no store. */
export const isIndexed = ({ field, type }: IndexKey): string =>
  type === 'S' ? `octet_length(${escapeIdentifier(field)}) between 1 and ${longestIndexed}` : `${escapeIdentifier(field)} is not null`;

// Texts are compared by their bytes, as in every other store, whatever the database's locale.
const column = (field: string, type: string): Column => {
  const collation = type === 'text' ? ' collate "C"' : '';
  const value = `_row ->> ${escapeLiteral(field)}`;
  return {
    name: field,
    type,
    definition: `${escapeIdentifier(field)} ${type}${collation} generated always as (${type === 'text' ? value : `(${value})::${type}`}) stored`,
  };
};

// PostgreSQL, «System Columns».
const systemColumns = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Why no table can have a projection's rows; undefined where one can. */
export function layoutRefusal(projection: AnyProjection): string | undefined {
  const taken = [...scalarFields(projection).keys()].find(
    (field) =>
      field === '' || field.includes('\0') || Object.hasOwn(ownColumns, field) || systemColumns.has(field) || fitted(field) !== field,
  );
  if (taken === undefined) return undefined;
  return `row has a field '${taken.slice(0, 100)}', which cannot be the name of a column in PostgreSQL: it is empty, longer than 63 bytes, or one of ${[...Object.keys(ownColumns), ...systemColumns].join(', ')}. Rename it.`;
}
