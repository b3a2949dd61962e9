import type { BookmarkChange } from '../../stream/bookmarks/bookmarks.js';

/**
 * A row with its position. `row: null` is a tombstone: the row was removed, its position is remembered.
 * The position of a row that one stream feeds is the version of the last event that it reflects, always the end of a commit; of one that
 * many streams feed it is the number of times that it was written.
 */
export type PositionedRow = { readonly position: number; readonly row: unknown };

/** A row or tombstone to write, if the current one is still at position `expected` (undefined: there is none). */
export type RowChange = { readonly key: string; readonly row: PositionedRow; readonly expected: number | undefined };

/** Whether a row was written, another was at that position first, or it could not be. */
export type RowSaved =
  | { readonly status: 'saved' }
  | { readonly status: 'conflict' }
  | { readonly status: 'failed'; readonly error: unknown };

export type PageOptions = {
  /** At most this many rows. */
  readonly limit: number;
  /** Where the page before ended, as its `cursor` said. */
  readonly cursor?: string;
};

export type RowPage = {
  readonly rows: readonly unknown[];
  /** There may be more, from here on. */
  readonly cursor?: string;
};

/** Rows that many streams feed: written together with the positions in those streams, or not at all. */
export type SharedRows = {
  /** Most rows and positions of one commit. */
  readonly limit: number;

  /** Positions in streams, read consistently; none for a stream that was not seen. */
  positions(streams: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /**
   * Writes all rows and positions if each is as expected, otherwise nothing. Returns whether it did.
   *
   * @throws RowTooLarge, RowRefused for a row that the store cannot hold
   */
  commit(rows: readonly RowChange[], positions: readonly BookmarkChange[]): Promise<boolean>;
};

/**
 * Rows of one read model. Every method throws StoreThrottled, StoreUnavailable or StoreRefused; pages throw MalformedRequest for a bad
 * cursor. The contract suite in `test/runtime/projections/rows` says what an implementation has to keep.
 */
export type RowStore = {
  /** Rows and tombstones by their keys, read consistently. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, PositionedRow>>;

  /**
   * Writes rows of different keys, each for itself. Returns the outcome of each, at its index: RowTooLarge, RowRefused and whatever else
   * stopped one row are there.
   */
  save(changes: readonly RowChange[]): Promise<readonly RowSaved[]>;

  /** Missing if the store cannot write rows and positions in one transaction. */
  readonly shared?: SharedRows;

  /**
   * Removes all rows and tombstones, and the positions beside them, as long as `mayGoOn` returns true. Returns whether all are gone. Called
   * for a slot that nobody reads or writes. Missing if the store cannot do it: its projections cannot be rebuilt.
   */
  clear?(mayGoOn: () => boolean): Promise<boolean>;

  /** All rows, in no order. */
  list(page: PageOptions): Promise<RowPage>;

  /** Rows whose indexed field has the value, in the order of the index. */
  query(index: string, value: string | number, page: PageOptions): Promise<RowPage>;

  /** Makes pages show everything that `load` shows. Missing if they do so anyway, or cannot be made to. */
  refresh?(): Promise<void>;
};

/** What a reader asks of rows. */
export type RowReader = Pick<RowStore, 'load' | 'list' | 'query' | 'refresh'> & { readonly shared?: Pick<SharedRows, 'positions'> };
