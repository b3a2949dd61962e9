import { escapeIdentifier } from 'pg';
import { decodeCursor, encodeCursor, type Position } from '../../projections/rows/cursor.js';
import { type IndexKey, indexesOf, indexNamed } from '../../projections/rows/indexes.js';
import { malformedCursor } from '../../projections/rows/malformedCursor.js';
import { type ScalarType, scalarFields } from '../../projections/rows/rowFields.js';
import type { PageOptions, RowPage, RowStore } from '../../projections/rows/rowStore.js';
import type { Query } from './database.js';
import { isIndexed, type Layout } from './layout.js';
import { isBigint, isText } from './rowValues.js';

/** Rows of a table, page by page. `ask` sees to the table's being there. */
export function rowPages({ table, projection }: Layout, ask: Query): Pick<RowStore, 'list' | 'query'> {
  const indexes = indexesOf(projection);
  const types = scalarFields(projection);
  const typeOf = ({ field }: IndexKey): ScalarType => types.get(field) ?? 'string';

  return {
    async list({ limit, cursor }) {
      const from = cursor === undefined ? undefined : positionOf(cursor, undefined);
      const rows = await ask(
        `select _key as key, _row::text as row from ${table} where _row is not null${from ? ' and _key > $2' : ''} order by _key limit $1`,
        [limit + 1, ...(from ? [from.key] : [])],
      );
      return pageOf(rows, limit);
    },

    async query(name, value, { limit, cursor }: PageOptions) {
      const { partition, sort } = indexNamed(projection, indexes, name);
      const from = cursor === undefined ? undefined : positionOf(cursor, sort && { key: sort, type: typeOf(sort) });
      if (!fits(value, typeOf(partition))) return { rows: [] };
      const column = sort && escapeIdentifier(sort.field);
      const order = column ? `${column}, _key` : '_key';
      const after = from && (column ? ` and (${column}, _key) > ($4, $3)` : ' and _key > $3');
      const rows = await ask(
        `select _key as key, _row::text as row${column ? `, ${column} as sort` : ''} from ${table}
          where ${escapeIdentifier(partition.field)} = $2 and ${[partition, ...(sort ? [sort] : [])].map(isIndexed).join(' and ')}${after ?? ''}
          order by ${order} limit $1`,
        [limit + 1, value, ...(from ? [from.key, ...(column ? [from.sort] : [])] : [])],
      );
      return pageOf(rows, limit, sort);
    },
  };
}

function pageOf(found: Awaited<ReturnType<Query>>, limit: number, sort?: IndexKey): RowPage {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const rows = page.map(({ row }): unknown => JSON.parse(String(row)));
  if (!last || found.length <= limit) return { rows };
  const key = String(last.key);
  if (!sort) return { rows, cursor: encodeCursor({ key }) };
  // A bigint comes as text.
  return { rows, cursor: encodeCursor({ key, sort: sort.type === 'S' ? String(last.sort) : Number(last.sort) }) };
}

/** @throws MalformedRequest */
function positionOf(cursor: string, sort: { readonly key: IndexKey; readonly type: ScalarType } | undefined): Position {
  const position = decodeCursor(cursor, sort?.key.type);
  const isOurs = isText(position.key) && (sort === undefined || fits(position.sort, sort.type));
  if (!isOurs) throw malformedCursor(cursor);
  return position;
}

/** Whether a column of a type can have a value. */
function fits(value: unknown, type: ScalarType): boolean {
  if (typeof value === 'string') return type === 'string' && isText(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return type === 'number' || (type === 'integer' && isBigint(value));
}
