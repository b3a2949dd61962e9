import { decodeCursor, encodeCursor, type Position } from '../../projections/rows/cursor.js';
import { type IndexKey, indexesOf, indexNamed, longestIndexed } from '../../projections/rows/indexes.js';
import { malformedCursor } from '../../projections/rows/malformedCursor.js';
import type { PageOptions, RowPage, RowStore } from '../../projections/rows/rowStore.js';
import { type Document, isId } from './documents.js';
import type { SearchLayout } from './layout.js';
import type { Send } from './searchClient.js';

/** Most documents of one answer. Elasticsearch, `index.max_result_window`. */
const mostHits = 10_000;

type Hits = { readonly hits: { readonly hits: readonly { readonly _source: Document }[] } };

const isRow = { term: { deleted: false } };

/** Rows of an index, page by page, as its last refresh shows them. */
export function rowPages({ projection, index }: SearchLayout, send: Send): Pick<RowStore, 'list' | 'query'> {
  const indexes = indexesOf(projection);

  async function page(filter: readonly object[], { limit, cursor }: PageOptions, sort?: IndexKey): Promise<RowPage> {
    const from = cursor === undefined ? undefined : positionOf(cursor, sort);
    const size = Math.min(limit + 1, mostHits);
    const body = {
      size,
      query: { bool: { filter: [isRow, ...filter] } },
      sort: [...(sort ? [{ [`row.${sort.field}`]: 'asc' }] : []), { key: 'asc' }],
      ...(from ? { search_after: sort ? [from.sort, from.key] : [from.key] } : {}),
      track_total_hits: false,
    };
    const { hits } = (await send({ method: 'POST', path: `/${index}/_search`, body })) as Hits;
    const found = hits.hits.map(({ _source }) => _source);
    const rows = found.slice(0, size - 1);
    const last = rows.at(-1);
    return {
      rows: rows.map(({ row }) => row),
      ...(last && found.length === size ? { cursor: encodeCursor(positionAfter(last, sort)) } : {}),
    };
  }

  return {
    list: (options) => page([], options),

    async query(name, value, options) {
      const { partition, sort } = indexNamed(projection, indexes, name);
      if (options.cursor !== undefined) positionOf(options.cursor, sort);
      if (!isIndexed(value, partition)) return { rows: [] };
      const filter = [{ term: { [`row.${partition.field}`]: value } }, ...(sort ? isInIndex(sort) : [])];
      return page(filter, options, sort);
    },
  };
}

/** Where a page ended, of the row itself: numbers of the index's own answer are not exact. */
function positionAfter({ key, row }: Document, sort: IndexKey | undefined): Position {
  const value: unknown = sort && typeof row === 'object' && row !== null ? Reflect.get(row, sort.field) : undefined;
  return { key, ...(typeof value === 'string' || typeof value === 'number' ? { sort: value } : {}) };
}

/** @throws MalformedRequest */
function positionOf(cursor: string, sort: IndexKey | undefined): Position {
  const position = decodeCursor(cursor, sort?.type);
  if (!isId(position.key)) throw malformedCursor(cursor);
  return position;
}

/** A row whose field is missing, empty or long is left out of an index, in every store. */
const isInIndex = ({ field, type }: IndexKey): readonly object[] => [
  { exists: { field: `row.${field}` } },
  ...(type === 'S' ? [{ bool: { must_not: { term: { [`row.${field}`]: '' } } } }] : []),
];

function isIndexed(value: string | number, { type }: IndexKey): boolean {
  if (typeof value === 'number') return type === 'N' && Number.isFinite(value);
  return type === 'S' && value !== '' && Buffer.byteLength(value) <= longestIndexed;
}
