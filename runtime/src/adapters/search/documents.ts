import type { PositionedRow, RowChange } from '../../projections/rows/rowStore.js';
import type { SearchError } from './failures.js';

/** A row as a document. A tombstone stays one: an index forgets the versions of documents that are deleted. */
export type Document = { readonly key: string; readonly position: number; readonly deleted: boolean; readonly row?: unknown };

export const encodeDocument = ({ key, row: { position, row } }: RowChange): Document =>
  row === null ? { key, position, deleted: true } : { key, position, deleted: false, row };

export const decodeDocument = ({ position, deleted, row }: Document): PositionedRow => ({ position, row: deleted ? null : (row ?? null) });

/** Longest id of a document, in bytes. Elasticsearch, «_id field». */
export const longestId = 512;

/** Whether a text can be an id. One that cannot would have a whole request refused, whatever else is in it. */
export const isId = (key: string): boolean => key !== '' && Buffer.byteLength(key) <= longestId && !loneSurrogate.test(key);

const loneSurrogate = /\p{Cs}/u;

/** A document as an index gives it. */
export type FoundDocument = { readonly _id: string; readonly found?: boolean; readonly _source?: Document; readonly error?: SearchError };
