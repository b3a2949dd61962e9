import { createHash } from 'node:crypto';
import type { OpenOptions } from '../../projections/projection.js';

/** Longest identifier, in bytes: PostgreSQL cuts longer ones off. PostgreSQL, «Identifiers and Key Words». */
const longestIdentifier = 63;

/** What the table of positions is called after the rows' own, and the second slot's tables after the first's. */
const positionsSuffix = '__positions';
const slotSuffix = '__b';

/** Names of the tables of a projection's slot. */
export function tableNames(table: string | undefined, { name, slot }: OpenOptions): { readonly rows: string; readonly positions: string } {
  const room = longestIdentifier - positionsSuffix.length - slotSuffix.length;
  const base = fitted(table ?? name.replaceAll('-', '_'), room);
  const rows = slot === 'a' ? base : `${base}${slotSuffix}`;
  return { rows, positions: `${rows}${positionsSuffix}` };
}

/** A name that fits: what is too long has its end replaced by a hash of the whole. */
export function fitted(name: string, room = longestIdentifier): string {
  if (Buffer.byteLength(name) <= room) return name;
  const hash = hashed(name);
  return `${Buffer.from(name)
    .subarray(0, room - hash.length - 1)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '_')}_${hash}`;
}

/** Eight characters that stand for a text. */
export const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
