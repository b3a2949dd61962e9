import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import { parseStreamName } from '../domain/stream.js';
import type { EventStore } from '../eventStore/eventStore.js';
import { mapConcurrently } from './concurrency.js';
import type { Consumer, Outcome, StreamBatch, Waits } from './consumer.js';
import { endOf } from './follow.js';
import { type ParkedStore, parkedError } from './parked.js';
import { isPassing } from './passing.js';

/** What consumers run with. */
export type ConsumerRuntime = {
  readonly store: EventStore;
  readonly parked: ParkedStore;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds until this invocation is ended. */
  readonly timeLeft: () => number;
  /** Told of each stream that is parked. */
  readonly onParked: (facts: {
    readonly consumer: string;
    readonly stream: string;
    readonly version: number;
    readonly error: unknown;
  }) => void;
};

/** A stream whose batch has to be delivered again, and why: nothing that is the event's fault. */
export type Undelivered = { readonly stream: string; readonly error: unknown };

/** Tries of a commit that fails, the first included, and the pause before each further one, in milliseconds. */
const pauses = [0, 100, 400];

/** What a commit that hangs on each try takes, in milliseconds. */
export const longestCommit = 100_000;

/**
 * Hands batches of different streams to a consumer. A commit that keeps failing is parked, with later ones of its stream behind it, and
 * counts as delivered; other streams pass. What is not the event's fault comes back, to be delivered again.
 */
export async function runConsumer(
  consumer: Consumer,
  batches: readonly StreamBatch[],
  runtime: ConsumerRuntime,
): Promise<readonly Undelivered[]> {
  const own = batches.filter(({ stream }) => consumer.follows(parseStreamName(stream).aggregate));
  if (own.length === 0) return [];
  const waits: Waits = (stream, last) => runtime.parked.extend(consumer.name, stream, last);
  const outcomes = await consumer.take(own, waits);
  const undelivered = await mapConcurrently(own, async (batch, index) => {
    const outcome = outcomes[index];
    if (outcome?.status !== 'failed') return [];
    const error = isPassing(outcome.error, ageOf(batch.commits.at(-1), runtime)) ? outcome.error : await settle(consumer, batch, runtime);
    return error === undefined ? [] : [{ stream: batch.stream, error }];
  });
  return undelivered.flat();
}

/** Brings a stream as far as it gets, commit by commit, and parks the one that keeps failing. What it answers is not the event's fault. */
async function settle(consumer: Consumer, { stream, commits }: StreamBatch, runtime: ConsumerRuntime): Promise<unknown> {
  try {
    const { stop } = await advance(consumer, stream, endOf(commits), runtime);
    if (!stop) return undefined;
    if (isPassing(stop.error, ageOf(stop.commit, runtime))) return stop.error;
    await park(consumer, stop, endOf(commits), runtime);
    return undefined;
  } catch (error) {
    return error ?? new Error(`${consumer.name} failed on ${stream} without an error.`);
  }
}

/** The commit that a consumer does not get past. */
export type Stop = { readonly commit: Commit; readonly error: unknown };

/** How far a consumer is: `reached` is the version of the last event that it is past. */
export type Advanced = { readonly reached: number; readonly stop?: Stop };

/**
 * Takes the commits of a stream one by one, from the consumer's position to version `to`, read from the table.
 *
 * @throws ConsumerOutOfTime before the invocation ends, in between two commits; what the stores throw
 */
export async function advance(consumer: Consumer, stream: string, to: number, runtime: ConsumerRuntime): Promise<Advanced> {
  let reached = (await consumer.positions([stream])).get(stream) ?? 0;
  for await (const commit of runtime.store.read(stream, { from: reached + 1, to })) {
    if (runtime.timeLeft() < longestCommit) throw outOfTime(consumer.name, stream, reached);
    const outcome = await persist(consumer, commit, runtime);
    if (outcome.status === 'failed') return { reached, stop: { commit, error: outcome.error } };
    reached = commit.last;
  }
  return { reached };
}

async function persist(consumer: Consumer, commit: Commit, runtime: ConsumerRuntime): Promise<Outcome> {
  const batch = { stream: commit.stream, commits: [commit] };
  let outcome: Outcome = { status: 'done' };
  for (const pause of pauses) {
    if (pause > 0) await runtime.sleep(pause);
    // Each commit follows the one before: there is no gap that could be a parked stream's.
    [outcome = outcome] = await consumer.take([batch], async () => false);
    if (outcome.status !== 'failed' || isPassing(outcome.error, ageOf(commit, runtime))) return outcome;
  }
  return outcome;
}

/** How long ago a commit was stored, in milliseconds. */
export const ageOf = (commit: Commit | undefined, { now }: Pick<ConsumerRuntime, 'now'>): number =>
  commit ? now().getTime() - Date.parse(commit.at) : 0;

async function park(consumer: Consumer, { commit, error }: Stop, last: number, { parked, now, onParked }: ConsumerRuntime): Promise<void> {
  const { stream, version } = commit;
  await parked.park({ consumer: consumer.name, stream, version, last, error: parkedError(error), at: now().toISOString() });
  onParked({ consumer: consumer.name, stream, version, error });
}

const outOfTime = (consumer: string, stream: string, reached: number) =>
  new EventSourcingError({
    code: 'ConsumerOutOfTime',
    message: `${consumer} has no time left for ${stream} after version ${reached}. It goes on from there when the batch is delivered again.`,
    details: { consumer, stream, position: reached },
  });
