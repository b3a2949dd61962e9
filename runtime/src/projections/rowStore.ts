/** A row with its place in the stream that feeds it. `row: null` is a tombstone: the row was removed, its position is remembered. */
export type PositionedRow = {
  /** Version of the last event that the row reflects: always the end of a commit. */
  readonly position: number;
  readonly row: unknown;
};

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

/** Rows of one read model. Every method throws StoreThrottled, StoreUnavailable or StoreRefused; pages throw MalformedRequest for a bad cursor. */
export type RowStore = {
  /** A row or tombstone, read consistently. */
  load(key: string): Promise<PositionedRow | undefined>;

  /** Writes a row or tombstone if the one there is still at position `expected` (undefined: there is none). Says whether it was. */
  save(key: string, row: PositionedRow, expected: number | undefined): Promise<boolean>;

  /** All rows, in no order. */
  list(page: PageOptions): Promise<RowPage>;

  /** Rows whose indexed field has the value, in the order of the index. */
  query(index: string, value: string | number, page: PageOptions): Promise<RowPage>;
};
