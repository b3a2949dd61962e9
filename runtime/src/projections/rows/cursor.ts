import { malformedCursor } from './malformedCursor.js';

/** Where a page ended: a row's key, and its sort value where the index has one. Never the partition: that comes with each request. */
export type Position = { readonly key: string; readonly sort?: string | number };

export const encodeCursor = ({ key, sort }: Position): string =>
  Buffer.from(JSON.stringify(sort === undefined ? [key] : [key, sort])).toString('base64url');

/** @throws MalformedRequest for a text that is no cursor of a page */
export function decodeCursor(cursor: string, sortType: 'S' | 'N' | undefined): Position {
  const parts = parse(cursor);
  const [key, sort] = parts;
  const wanted = sortType === undefined ? 'undefined' : sortType === 'S' ? 'string' : 'number';
  if (typeof key !== 'string' || key === '' || typeof sort !== wanted || parts.length > 2) throw malformedCursor(cursor);
  return typeof sort === 'string' || typeof sort === 'number' ? { key, sort } : { key };
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parts)) return parts;
  } catch {
    // Not JSON: no cursor of ours, as below.
  }
  throw malformedCursor(cursor);
}
