import type { Delivery } from './deliver.js';

/** Commits of one stream that are stored: where, not what. `from` and `to` are the versions of the first one's and the last one's first event. */
export type Announcement = { readonly stream: string; readonly from: number; readonly to: number };

/**
 * Tells a queue of commits, for a consumer in a function of its own. It may be told of the same ones again, and what it is told of one stream
 * stays in order.
 *
 * @throws StoreThrottled, StoreUnavailable, StoreRefused: some may have been told of
 */
export type Announce = (announcements: readonly Announcement[]) => Promise<void>;

/** A consumer that is not here: what it is to be told of. */
export type Forward = { readonly consumer: string; readonly aggregates: readonly string[]; readonly announce: Announce };

/** One announcement for each stream. */
export function announcementsOf(deliveries: readonly Delivery[]): Announcement[] {
  const streams = new Map<string, Announcement>();
  for (const { commit } of deliveries) {
    const { from, to } = streams.get(commit.stream) ?? { from: commit.version, to: commit.version };
    streams.set(commit.stream, { stream: commit.stream, from: Math.min(from, commit.version), to: Math.max(to, commit.version) });
  }
  return [...streams.values()];
}
