import type { StoredCommit } from '../../check/timeline.js';

/** A row as its store has it; `row: null` is a tombstone. */
export type RowFound = { readonly position: number; readonly row: unknown };

/** What a projection's store holds. */
export type RowsFound = {
  /** `projections/accounts-dynamodb` */
  readonly consumer: string;
  readonly kind: 'accounts' | 'owners';
  readonly rows: ReadonlyMap<string, RowFound>;
  /** Positions in streams, of rows that many feed. */
  readonly positions: ReadonlyMap<string, number>;
  /** Rows and positions in the slot that is not read. */
  readonly leftovers: readonly string[];
};

export type ParkedFound = { readonly consumer: string; readonly stream: string; readonly version: number; readonly last: number };

/** A commit that a consumer was told to go past. */
export type Discarded = { readonly consumer: string; readonly stream: string; readonly version: number };

/** All that a run leaves, read from where it is kept and not by the runtime. */
export type Evidence = {
  readonly commits: readonly StoredCommit[];
  readonly rows: readonly RowsFound[];
  /** What consumers with effects elsewhere did, in order: addresses of events. */
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** Positions of those consumers, by consumer and stream. */
  readonly bookmarks: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly parked: readonly ParkedFound[];
  readonly discarded: readonly Discarded[];
  /** Commits that were never delivered: `Account/1@3`. */
  readonly lost: ReadonlySet<string>;
  /** Nothing is poison any more. */
  readonly mended: boolean;
};
