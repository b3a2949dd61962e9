import type { Commit } from '../domain/commit.js';
import type { TablePart } from './streamList.js';

export type CommitPageOptions = {
  /** The aggregates whose commits are wanted. */
  readonly aggregates: readonly string[];
  /** Where another page ended, as its `next` said. Default: the beginning. */
  readonly from?: string;
  /** At most this many commits, those of other aggregates among them. Default: as many as the store gives at once. */
  readonly limit?: number;
};

/** Some commits of a part. */
export type CommitPage = {
  /** Commits, a few at a time; those of one stream together and in order, though a stream may continue in the next few, or on the next page. */
  readonly commits: AsyncIterable<readonly Commit[]>;
  /** How many commits were passed, those of other aggregates among them. */
  readonly passed: number;
  /** Missing: there are no more. */
  readonly next?: string;
};

/** All commits that there are, each stream's in order. */
export type CommitScan = {
  /**
   * A page of a part: all that was stored before it was asked for. Pages may be empty.
   *
   * @throws StoreThrottled, StoreUnavailable, StoreRefused; its commits, StreamCorrupt
   */
  page(part: TablePart, options: CommitPageOptions): Promise<CommitPage>;

  /** How many commits there are, roughly: it may be hours old. @throws StoreThrottled, StoreUnavailable, StoreRefused */
  size(): Promise<number>;
};
