import type { Commit } from '../domain/commit.js';
import type { Guard, Transaction, TransactionResult } from './transaction.js';

/** The outcome of an append. `by` is the commit that already has the version, if the store returns it. */
export type AppendResult = { readonly status: 'appended' } | { readonly status: 'versionTaken'; readonly by?: Commit };

export type ReadOptions = {
  /** Only commits whose first version is at least this. Default: 1. */
  readonly from?: number;
  /** Only commits whose first version is at most this. */
  readonly to?: number;
  /** Newest first. */
  readonly backwards?: boolean;
  /** At most this many commits; the store reads no further. */
  readonly limit?: number;
};

/**
 * Append-only storage of commits. Reads are consistent: they return every commit whose append was answered before.
 * The contract suite in `test/runtime/eventStore` says what an implementation has to keep.
 */
export type EventStore = {
  /**
   * Stores a commit whole, if its version is free.
   *
   * @throws StoreThrottled nothing was stored
   * @throws StoreUnavailable it is not known whether it was stored
   * @throws StoreRefused, CommitTooLarge nothing was stored, and a retry is of no use
   */
  append(commit: Commit): Promise<AppendResult>;

  /**
   * Stores commits together with guards, if every version and guard is free and no stream that was read has changed; otherwise stores
   * nothing.
   *
   * @throws as `append` does; StoreRefused also where the store has no place for guards
   */
  transact(transaction: Transaction): Promise<TransactionResult>;

  /** Who has a guard. @throws StoreThrottled, StoreUnavailable, StoreRefused */
  loadGuard(key: string): Promise<Guard | undefined>;

  /** The commits of a stream in order; none for a stream that does not exist. @throws StoreThrottled, StoreUnavailable, StoreRefused */
  read(stream: string, options?: ReadOptions): AsyncIterable<Commit>;
};
