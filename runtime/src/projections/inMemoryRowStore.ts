import { inMemoryBookmarks } from '../stream/inMemoryBookmarks.js';
import { indexesOf, indexNamed } from './indexes.js';
import { malformedCursor } from './malformedCursor.js';
import type { AnyProjection } from './projection.js';
import type { PageOptions, PositionedRow, RowChange, RowPage, RowStore } from './rowStore.js';

/** Rows in memory, as long as the process lives: for tests. Its cursors are keys. */
export function inMemoryRowStore(projection: AnyProjection): RowStore {
  const rows = new Map<string, PositionedRow>();
  const bookmarks = inMemoryBookmarks();
  const isExpected = ({ key, expected }: RowChange) => rows.get(key)?.position === expected;
  const write = ({ key, row }: RowChange) => rows.set(key, structuredClone(row));
  const entries = () =>
    [...rows]
      .flatMap(([key, { row }]) => (typeof row === 'object' && row !== null ? [{ key, row }] : []))
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
      positions: (streams) => bookmarks.load('', streams),
      async commit(changes, positions) {
        const before = await bookmarks.load(
          '',
          positions.map(({ stream }) => stream),
        );
        if (!changes.every(isExpected) || !positions.every(({ stream, expected }) => before.get(stream) === expected)) return false;
        changes.forEach(write);
        for (const position of positions) await bookmarks.move('', position);
        return true;
      },
    },

    list: async (page) => pageOf(entries(), page),

    async query(name, value, page) {
      const { partition, sort } = indexNamed(projection, indexesOf(projection), name);
      const found = entries().filter(({ row }) => Reflect.get(row, partition.field) === value);
      if (!sort) return pageOf(found, page);
      const sorted = found.filter(({ row }) => isValue(Reflect.get(row, sort.field)));
      return pageOf(
        sorted.sort((a, b) => order(Reflect.get(a.row, sort.field), Reflect.get(b.row, sort.field))),
        page,
      );
    },
  };
}

const isValue = (value: unknown): boolean => (typeof value === 'string' && value !== '') || typeof value === 'number';

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

function pageOf(found: readonly { readonly key: string; readonly row: unknown }[], { limit, cursor }: PageOptions): RowPage {
  const start = cursor === undefined ? 0 : found.findIndex(({ key }) => key === cursor) + 1;
  if (cursor !== undefined && start === 0) throw malformedCursor(cursor);
  const page = found.slice(start, start + limit);
  const last = page.at(-1);
  return { rows: page.map(({ row }) => structuredClone(row)), ...(last && found.length > start + limit ? { cursor: last.key } : {}) };
}
