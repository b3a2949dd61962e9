import type { CloudEvent } from './cloudEvent.js';

/** A CloudEvent, ready to be sent. */
export type Entry = {
  readonly event: CloudEvent;
  /** Bytes that count against the target's limits. */
  readonly size: number;
};

/**
 * Why a target did not take an entry: for what `passes`, so that it may take it later; for something that the `target` lacks, whatever the
 * event; or for what the `event` holds.
 */
export type TargetRefusal = { readonly reason: string; readonly fault: 'passes' | 'target' | 'event' };

/** What a target takes at most. */
export type Limits = {
  /** Entries of one request. */
  readonly entries: number;
  /** Bytes of one request of several entries. */
  readonly requestBytes: number;
  /** Bytes of one entry. */
  readonly entryBytes: number;
};

/**
 * What becomes of the order of a stream's events:
 *
 * - `each`: entries are taken one by one, in their order; one of each stream is under way at a time, so that a later one cannot overtake one that
 *   has to be sent again.
 * - `together`: those of a stream in one request are taken together, in their order, or not at all.
 * - `none`: the target keeps no order.
 */
export type Order = 'each' | 'together' | 'none';

/** Where CloudEvents are sent. */
export type Target<Sent extends Entry = Entry> = {
  /** As errors call it: `Queue orders.fifo`. */
  readonly name: string;
  readonly limits: Limits;
  readonly order: Order;
  entry(event: CloudEvent): Sent;
  /**
   * Sends one request, and gives for each entry why it was not taken, or undefined. Does not try again.
   *
   * @throws StoreThrottled, StoreUnavailable, StoreRefused for a request that failed as a whole
   */
  send(entries: readonly Sent[]): Promise<readonly (TargetRefusal | undefined)[]>;
};
