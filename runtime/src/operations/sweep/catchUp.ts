import type { Commit } from '../../domain/commit.js';
import { parseStreamName } from '../../domain/stream.js';
import type { StreamTip } from '../../eventStore/streamTips.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { Consumer } from '../../stream/consumer.js';
import { runConsumer } from '../../stream/runConsumer.js';
import type { SweepWork } from './sweepContext.js';

/** Streams that are caught up with between two looks at the clock. */
const chunkSize = 16;

/** Hands the last commits of streams to the consumers that lack them. Says whether there was time for all. */
export async function catchUp(tips: readonly StreamTip[], work: SweepWork): Promise<boolean> {
  const old = tips.filter(({ at }) => at < work.before);
  for (const consumer of work.consumers) if (!(await catchUpWith(consumer, old, work))) return false;
  return true;
}

async function catchUpWith(consumer: Consumer, tips: readonly StreamTip[], work: SweepWork): Promise<boolean> {
  const own = tips.filter(({ stream }) => consumer.follows(parseStreamName(stream).aggregate));
  if (own.length === 0) return true;
  const positions = await consumer.positions(own.map(({ stream }) => stream));
  const suspects = own.filter(({ stream, last }) => (positions.get(stream) ?? 0) < last);
  for (let at = 0; at < suspects.length; at += chunkSize) {
    if (!work.hasTime()) return false;
    const chunk = suspects.slice(at, at + chunkSize);
    const lacking = await mapConcurrently(chunk, (tip) => lackedBy(consumer, tip, positions.get(tip.stream) ?? 0, work));
    await handOver(
      consumer,
      lacking.flatMap((commit) => commit ?? []),
      work,
    );
  }
  return true;
}

/** The last commit of a stream, if the consumer lacks it or one before it, and is not parked there. */
async function lackedBy(
  consumer: Consumer,
  { stream, version, at }: StreamTip,
  position: number,
  { runtime: { parked, store }, tally }: SweepWork,
): Promise<Commit | undefined> {
  if (await parked.load(consumer.name, stream)) {
    tally.count(consumer.name, 'parked');
    return undefined;
  }
  let wanted = !consumer.wants;
  let tip: Commit | undefined;
  for await (const commit of store.read(stream, { from: wanted ? version : position + 1, to: version })) {
    wanted ||= consumer.wants?.(commit) ?? true;
    tip = commit;
  }
  if (!wanted || !tip) return undefined;
  tally.behind(consumer.name, at);
  return tip;
}

async function handOver(consumer: Consumer, commits: readonly Commit[], { runtime, tally, dryRun, onFailed }: SweepWork): Promise<void> {
  if (dryRun) return;
  const stopped = new Set<string>();
  const undelivered = await runConsumer(
    consumer,
    commits.map((commit) => ({ stream: commit.stream, commits: [commit] })),
    {
      ...runtime,
      onParked(facts) {
        stopped.add(facts.stream);
        tally.count(consumer.name, 'parked');
        runtime.onParked(facts);
      },
    },
  );
  for (const { stream, error } of undelivered) {
    stopped.add(stream);
    onFailed({ consumer: consumer.name, stream, error });
    tally.count(consumer.name, 'failed');
  }
  for (const { stream } of commits) if (!stopped.has(stream)) tally.count(consumer.name, 'healed');
}
