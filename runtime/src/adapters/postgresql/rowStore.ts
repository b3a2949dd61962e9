import { chunksOf } from '../../projections/rows/chunks.js';
import type { RowChange, RowSaved, RowStore } from '../../projections/rows/rowStore.js';
import type { Database, Query } from './database.js';
import { isAboutValues, isBeaten } from './failures.js';
import type { Layout } from './layout.js';
import { prepared } from './prepared.js';
import { rowPages } from './rowPages.js';
import { encodeChange, isText, rowRefused } from './rowValues.js';
import { sharedRows } from './sharedRows.js';
import { writeRows } from './write.js';

/** What one statement has at most. */
const statementLimits = { items: 1000, bytes: 8_000_000 };

/** Rows in a table of PostgreSQL, which is made, or migrated, before it is first used. */
export function postgreSQLRowStore(database: Database, layout: Layout): RowStore {
  const { table, positions, projection } = layout;
  const use = prepared(database, layout);
  const ask: Query = (text, values) => use(({ query }) => query(text, values));

  /** Writes all in one statement. One that the database refuses for a value is found by halves: the others are written. */
  async function save({ query }: Database, changes: readonly RowChange[]): Promise<readonly RowSaved[]> {
    const [first] = changes;
    if (!first) return [];
    try {
      const written = await writeRows(query, table, changes.map(encodeChange));
      return changes.map(({ key }) => ({ status: written.has(key) ? 'saved' : 'conflict' }));
    } catch (error) {
      if (isBeaten(error)) return changes.map(() => ({ status: 'conflict' }));
      if (!isAboutValues(error)) throw error;
      if (changes.length === 1) return [{ status: 'failed', error: rowRefused(projection, first, error) }];
      const middle = Math.ceil(changes.length / 2);
      return [...(await save(database, changes.slice(0, middle))), ...(await save(database, changes.slice(middle)))];
    }
  }

  return {
    async load(keys) {
      const found = await ask(`select _key as key, _position as position, _row::text as row from ${table} where _key = any($1::text[])`, [
        keys.filter(isText),
      ]);
      return new Map(
        found.map(({ key, position, row }) => [
          String(key),
          { position: Number(position), row: typeof row === 'string' ? JSON.parse(row) : null },
        ]),
      );
    },

    async save(changes) {
      const saved = new Map<RowChange, RowSaved>();
      const held = changes.filter(({ key }) => isText(key));
      for (const chunk of chunksOf(held, bytesOf, statementLimits)) {
        const results = await use((each) => save(each, chunk));
        for (const [index, change] of chunk.entries()) saved.set(change, results[index] ?? { status: 'conflict' });
      }
      return changes.map((change) => saved.get(change) ?? { status: 'failed', error: rowRefused(projection, change, undefined) });
    },

    async clear(mayGoOn) {
      if (!mayGoOn()) return false;
      // In one statement, however many there are: nothing else uses these rows.
      await ask(`truncate ${positions === undefined ? table : `${table}, ${positions}`}`, []);
      return true;
    },

    ...(positions === undefined ? {} : { shared: sharedRows(layout, positions, use) }),
    ...rowPages(layout, ask),
  };
}

/** About what a change takes in a statement. */
const bytesOf = ({ key, row }: RowChange): number => key.length + (row.row === null ? 0 : JSON.stringify(row.row).length) + 50;
