import { createHash } from 'node:crypto';
import type { AnyProjection, OpenOptions } from '../../projections/projection.js';
import { indexesOf } from '../../projections/rows/indexes.js';
import { type ScalarType, scalarFields } from '../../projections/rows/rowFields.js';

/** What a projection's rows are in an index. */
export type SearchLayout = {
  readonly projection: AnyProjection;
  readonly index: string;
  /** Whose rows these are, as the mapping says. */
  readonly owner: string;
  /** Mapping of the row's fields; what it does not name is kept, and found by nothing. */
  readonly fields: Readonly<Record<string, object>>;
  /** Of an index that is made: shards, replicas and so on. */
  readonly settings: object;
};

/** Longest text that a keyword indexes, in characters. */
const longestKeyword = 1024;

// A text is a keyword, for indexes and sorting, and `<field>.text` for a full-text query of the user's own.
const mappings: Readonly<Record<ScalarType, object>> = {
  string: { type: 'keyword', ignore_above: longestKeyword, fields: { text: { type: 'text' } } },
  number: { type: 'double' },
  integer: { type: 'long' },
  boolean: { type: 'boolean' },
};

export type LayoutOptions = { readonly index?: string | undefined; readonly settings: object };

export function layoutOf(projection: AnyProjection, options: OpenOptions, { index, settings }: LayoutOptions): SearchLayout {
  const { slot } = options;
  const base = index ?? indexName(options.name);
  return {
    projection,
    index: slot === 'a' ? base : `${base}--b`,
    owner: `serverless-event-sourcing: rows of ${options.name}, slot ${slot}`,
    fields: Object.fromEntries(
      [...scalarFields(projection)].filter(([field]) => isPlain(field)).map(([field, type]) => [field, mappings[type]]),
    ),
    settings,
  };
}

/** An index's name has small letters alone: what they cannot tell apart, a hash does. */
function indexName(name: string): string {
  const small = name.toLowerCase();
  return small === name ? name : `${small}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** Whether a field's name is one name: with a dot, it would be a path. */
const isPlain = (field: string): boolean => field.trim() !== '' && !field.includes('.');

/** Why no index can have a projection's rows; undefined where one can. */
export function layoutRefusal(store: string, projection: AnyProjection): string | undefined {
  const { row, key } = projection;
  if (key !== undefined) {
    return `key lets many streams feed a row, which ${store} cannot keep right: it has no transactions. Leave key out, or use a store that has them, such as dynamodb or postgresql.`;
  }
  if (typeof row === 'object' && row.type !== undefined && row.type !== 'object') {
    return `row must be an object, for its fields to be found in ${store}, type '${String(row.type)}' given.`;
  }
  const odd = Object.values(indexesOf(projection))
    .flatMap(({ partition, sort }) => (sort ? [partition, sort] : [partition]))
    .find(({ field }) => !isPlain(field));
  return odd && `an index is over '${odd.field}', whose dot ${store} takes for a path. Rename it.`;
}
