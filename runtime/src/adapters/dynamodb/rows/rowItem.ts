import { expiryAttribute, type IndexKey, keyAttribute, longestIndexed } from '../../../projections/rows/indexes.js';
import type { PositionedRow } from '../../../projections/rows/rowStore.js';

export type Item = Readonly<Record<string, unknown>>;

/**
 * A row as an item: `key`, `position`, the row as JSON text (native maps refuse numbers and depths that JSON allows), an attribute for
 * each index key, and when it expires. A row whose field is missing, or is no possible key (empty, over 1,024 bytes, beyond a safe integer), is left out of that index.
 */
export const encodeRow = (key: string, { position, row }: PositionedRow, indexKeys: readonly IndexKey[], expires?: number): Item => ({
  [keyAttribute]: key,
  position,
  ...(row === null ? {} : { row: JSON.stringify(row), ...indexAttributes(indexKeys, row) }),
  ...(expires === undefined ? {} : { [expiryAttribute]: expires }),
});

export const decodeRow = (item: Item): PositionedRow => ({ position: Number(item.position), row: rowOf(item) });

/** The row of an item; null for a tombstone. */
export const rowOf = (item: Item): unknown => (typeof item.row === 'string' ? JSON.parse(item.row) : null);

function indexAttributes(keys: readonly IndexKey[], row: unknown): Item {
  const values = keys.map(({ attribute, field }) => [
    attribute,
    typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined,
  ]);
  return Object.fromEntries(values.filter(([, value]) => canBeKey(value)));
}

/** Smallest number but 0 of DynamoDB; a larger number than a safe integer would not come back as it was. */
const smallestNumber = 1e-130;

/** Whether an index can hold a value: a row whose value it cannot hold is not in the index, but it is in the table. */
export function canBeKey(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && Buffer.byteLength(value) <= longestIndexed;
  if (typeof value !== 'number') return false;
  return value === 0 || (Math.abs(value) >= smallestNumber && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

/** Size of an item in bytes, near enough to refuse what does not fit: names and values. DynamoDB developer guide, «Item sizes and formats». */
export const rowBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(String(value)), 0);
