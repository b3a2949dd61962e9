import type { BookmarkChange } from '../../stream/bookmarks/bookmarks.js';
import type { Query } from './database.js';

/** A row as text of JSON, null for a tombstone, that is to be at `position` if the one there is at `expected` (undefined: there is none). */
export type EncodedChange = {
  readonly key: string;
  readonly position: number;
  readonly row: string | null;
  readonly expected: number | undefined;
};

/**
 * Writes many at once, each if what is there is as expected, and answers what was written. Rows that are there are locked in the order of
 * their keys: of two who write the same rows, one waits, and finds then that it was not first.
 */
const conditionalWrites = (table: string, key: string, change: string, columns: readonly string[]) => `
  with change as (select * from ${change}),
  held as materialized (
    select ${key}, _position from ${table} where ${key} in (select key from change where expected is not null) order by ${key} for update
  ),
  updated as (
    update ${table} as there set ${columns.map((column) => `_${column} = change.${column}`).join(', ')}
    from change join held on held.${key} = change.key and held._position = change.expected
    where there.${key} = change.key
    returning there.${key} as key
  ),
  inserted as (
    insert into ${table} (${[key, ...columns.map((column) => `_${column}`)].join(', ')})
    select ${['key', ...columns].join(', ')} from change where expected is null order by key
    on conflict do nothing
    returning ${key} as key
  )
  select key from updated union all select key from inserted`;

/** Writes rows of different keys in one statement. Answers the keys of those that were written. */
export async function writeRows(query: Query, table: string, changes: readonly EncodedChange[]): Promise<ReadonlySet<string>> {
  if (changes.length === 0) return new Set();
  const change = 'unnest($1::text[], $2::bigint[], $3::jsonb[], $4::bigint[]) as change (key, position, row, expected)';
  const written = await query(conditionalWrites(table, '_key', change, ['position', 'row']), [
    changes.map(({ key }) => key),
    changes.map(({ position }) => position),
    changes.map(({ row }) => row),
    changes.map(({ expected }) => expected ?? null),
  ]);
  return new Set(written.map(({ key }) => String(key)));
}

/** Moves positions in different streams in one statement. Says how many were as expected. */
export async function movePositions(query: Query, table: string, changes: readonly BookmarkChange[]): Promise<number> {
  if (changes.length === 0) return 0;
  const change = 'unnest($1::text[], $2::bigint[], $3::bigint[]) as change (key, position, expected)';
  const moved = await query(conditionalWrites(table, '_stream', change, ['position']), [
    changes.map(({ stream }) => stream),
    changes.map(({ position }) => position),
    changes.map(({ expected }) => expected ?? null),
  ]);
  return moved.length;
}
