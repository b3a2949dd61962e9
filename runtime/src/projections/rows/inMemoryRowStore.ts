import type { AnyProjection } from '../projection.js';
import { decodeCursor, encodeCursor, type Position } from './cursor.js';
import { isExpired } from './expiry.js';
import { indexesOf, indexNamed, longestIndexed } from './indexes.js';
import type { PageOptions, PositionedRow, RowChange, RowPage, RowStore } from './rowStore.js';

/** Rows in memory, as long as the process lives: for tests. */
export function inMemoryRowStore(projection: AnyProjection): RowStore {
  const rows = new Map<string, PositionedRow>();
  const reached = new Map<string, number>();
  const isExpected = ({ key, expected }: RowChange) => rows.get(key)?.position === expected;
  const write = ({ key, row }: RowChange) => rows.set(key, structuredClone(row));
  const entries = () =>
    [...rows]
      .flatMap(([key, { row }]) =>
        typeof row === 'object' && row !== null && !isExpired(projection, row, Date.now()) ? [{ key, row }] : [],
      )
      .sort((a, b) => order(a.key, b.key));

  return {
    load: async (keys) =>
      new Map(
        keys.flatMap((key) => {
          const row = rows.get(key);
          return row ? [[key, structuredClone(row)] as const] : [];
        }),
      ),

    save: async (changes) =>
      changes.map((change) => {
        if (!isExpected(change)) return { status: 'conflict' };
        write(change);
        return { status: 'saved' };
      }),

    shared: {
      limit: 100,
      positions: async (streams) =>
        new Map(
          streams.flatMap((stream) => {
            const position = reached.get(stream);
            return position === undefined ? [] : [[stream, position] as const];
          }),
        ),
      // Nothing is awaited in between: it is one transaction.
      async commit(changes, positions) {
        if (!changes.every(isExpected) || !positions.every(({ stream, expected }) => reached.get(stream) === expected)) return false;
        changes.forEach(write);
        for (const { stream, position } of positions) reached.set(stream, position);
        return true;
      },
    },

    async clear(mayGoOn) {
      if (!mayGoOn()) return false;
      rows.clear();
      reached.clear();
      return true;
    },

    list: async (page) => pageOf(entries(), page),

    async query(name, value, page) {
      const { partition, sort } = indexNamed(projection, indexesOf(projection), name);
      const found = entries().filter(({ row }) => isIndexed(value) && Reflect.get(row, partition.field) === value);
      if (!sort) return pageOf(found, page);
      const sorted = found.flatMap(({ key, row }) => {
        const place: unknown = Reflect.get(row, sort.field);
        return isIndexed(place) ? [{ key, row, sort: place }] : [];
      });
      return pageOf(sorted.sort(byPosition), page, sort.type);
    },
  };
}

// As DynamoDB has it, and every other store.
const isIndexed = (value: unknown): value is string | number =>
  typeof value === 'string' ? value !== '' && Buffer.byteLength(value) <= longestIndexed : typeof value === 'number';

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

const byPosition = (a: Position, b: Position): number => order(a.sort ?? 0, b.sort ?? 0) || order(a.key, b.key);

type Entry = Position & { readonly row: unknown };

function pageOf(found: readonly Entry[], { limit, cursor }: PageOptions, sortType?: 'S' | 'N'): RowPage {
  const from = cursor === undefined ? undefined : decodeCursor(cursor, sortType);
  const rest = from ? found.filter((entry) => byPosition(entry, from) > 0) : found;
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { rows: page.map(({ row }) => structuredClone(row)), ...(last && rest.length > limit ? { cursor: encodeCursor(last) } : {}) };
}
