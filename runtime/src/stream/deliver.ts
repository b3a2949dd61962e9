import type { Commit } from '../domain/commit.js';

/** A commit as the table's stream delivered it. */
export type Delivery = { readonly sequenceNumber: string; readonly commit: Commit };

/** How far a consumer got with the commits of one stream, and what stopped it. */
type Progress = { readonly done: number; readonly error?: unknown };

/** Takes the commits of one stream, in order. Does not throw: it says how far it got. */
export type Consume = (stream: string, commits: readonly Commit[]) => Promise<Progress>;

/** A delivery that did not take effect: from here on the stream has to be delivered again. */
export type Failure = { readonly sequenceNumber: string; readonly stream: string; readonly error: unknown };

/** Streams that are worked on at once: enough to hide the latency of a read store, few enough not to be throttled by it. */
const concurrency = 16;

/**
 * Hands deliveries to a consumer, stream by stream, each stream's commits in order. A failure stops its own stream alone:
 * the others go on.
 */
export async function deliver(deliveries: readonly Delivery[], consume: Consume): Promise<readonly Failure[]> {
  const groups = [...groupByStream(deliveries)];
  const failures: Failure[] = [];
  const work = async () => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      const [stream, own] = group;
      const { done, error } = await consume(
        stream,
        own.map(({ commit }) => commit),
      );
      const failed = own[done];
      if (failed) failures.push({ sequenceNumber: failed.sequenceNumber, stream, error });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return failures;
}

/** Deliveries by stream, each in the order of versions and each commit once: a batch may hold a commit twice. */
function groupByStream(deliveries: readonly Delivery[]): ReadonlyMap<string, readonly Delivery[]> {
  const groups = new Map<string, Map<number, Delivery>>();
  for (const delivery of deliveries) {
    const { stream, version } = delivery.commit;
    const group = groups.get(stream) ?? new Map<number, Delivery>();
    if (!group.has(version)) group.set(version, delivery);
    groups.set(stream, group);
  }
  return new Map([...groups].map(([stream, group]) => [stream, [...group.values()].sort((a, b) => a.commit.version - b.commit.version)]));
}
