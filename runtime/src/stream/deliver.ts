import type { Commit } from '../domain/commit.js';
import type { Consumer, StreamBatch } from './consumer.js';
import type { ConsumerRuntime } from './consumerRuntime.js';
import { runConsumer } from './runConsumer.js';

/** A commit as the table's stream delivered it. */
export type Delivery = { readonly sequenceNumber: string; readonly commit: Commit };

/** A delivery that did not take effect for a consumer: from here on the stream has to be delivered again. */
export type Failure = { readonly sequenceNumber: string; readonly consumer: string; readonly stream: string; readonly error: unknown };

/**
 * Hands deliveries to consumers, stream by stream, each stream's commits in order. A failure of one consumer stops none of the others, and
 * stops its own stream alone.
 */
export async function deliver(
  deliveries: readonly Delivery[],
  consumers: readonly Consumer[],
  runtime: ConsumerRuntime,
): Promise<readonly Failure[]> {
  const groups = groupByStream(deliveries);
  const batches = [...groups].map(([stream, own]): StreamBatch => ({ stream, commits: own.map(({ commit }) => commit) }));
  const failures = await Promise.all(
    consumers.map(async (consumer) => {
      const undelivered = await runConsumer(consumer, batches, runtime);
      return undelivered.map(({ stream, error }) => ({ sequenceNumber: firstOf(groups, stream), consumer: consumer.name, stream, error }));
    }),
  );
  return failures.flat();
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

function firstOf(groups: ReadonlyMap<string, readonly Delivery[]>, stream: string): string {
  const first = groups.get(stream)?.[0];
  if (!first) throw new TypeError(`A consumer answered for ${stream}, which it was not given.`);
  return first.sequenceNumber;
}
