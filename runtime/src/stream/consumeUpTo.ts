import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { Consumer, Outcome } from './consumer.js';
import type { ConsumerRuntime } from './consumerRuntime.js';
import { isTransient } from './transient.js';

/** Tries of a commit that fails, the first included, and the pause before each further one, in milliseconds. */
const pauses = [0, 100, 400];

/** How long a commit takes that times out on each attempt, in milliseconds. */
export const longestCommit = 100_000;

/** The commit that stopped a consumer. */
export type Stop = { readonly commit: Commit; readonly error: unknown };

/** How far a consumer got: `reached` is the version of the last event that it has applied or skipped. */
export type Consumed = { readonly reached: number; readonly stop?: Stop };

/**
 * Applies the commits of a stream one by one, from the consumer's position to version `to`, read from the table.
 *
 * @throws ConsumerOutOfTime before the invocation ends, in between two commits; what the stores throw
 */
export async function consumeUpTo(consumer: Consumer, stream: string, to: number, runtime: ConsumerRuntime): Promise<Consumed> {
  let reached = (await consumer.positions([stream])).get(stream) ?? 0;
  for await (const commit of runtime.store.read(stream, { from: reached + 1, to })) {
    if (runtime.timeLeft() < longestCommit) throw outOfTime(consumer.name, stream, reached);
    const outcome = await retry(consumer, commit, runtime);
    if (outcome.status === 'failed') return { reached, stop: { commit, error: outcome.error } };
    reached = commit.last;
  }
  return { reached };
}

/** Whether a consumer is past a commit: another invocation may have applied it while this one failed. */
export const isPast = async (consumer: Consumer, { stream, version }: Commit): Promise<boolean> =>
  ((await consumer.positions([stream])).get(stream) ?? 0) >= version;

async function retry(consumer: Consumer, commit: Commit, runtime: ConsumerRuntime): Promise<Outcome> {
  const batch = { stream: commit.stream, commits: [commit] };
  let outcome: Outcome = { status: 'done' };
  for (const pause of pauses) {
    if (pause > 0) await runtime.sleep(pause);
    // Each commit follows the one before: there is no gap that could be a parked stream's.
    [outcome = outcome] = await consumer.take([batch], async () => false);
    if (outcome.status !== 'failed' || isTransient(outcome.error, ageOf(commit, runtime))) return outcome;
  }
  return outcome;
}

/** How long ago a commit was stored, in milliseconds. */
export const ageOf = (commit: Commit | undefined, { now }: Pick<ConsumerRuntime, 'now'>): number =>
  commit ? now().getTime() - Date.parse(commit.at) : 0;

const outOfTime = (consumer: string, stream: string, reached: number) =>
  new EventSourcingError({
    code: 'ConsumerOutOfTime',
    message: `${consumer} has no time left for ${stream} after version ${reached}. It goes on from there when the batch is delivered again.`,
    details: { consumer, stream, position: reached },
  });
