import type { Commit } from '../domain/commit.js';
import { parseStreamName } from '../domain/stream.js';
import { mapConcurrently } from './concurrency.js';
import type { Consumer, StreamBatch, Waits } from './consumer.js';
import type { ConsumerRuntime } from './consumerRuntime.js';
import { ageOf, consumeUpTo, isPast, type Stop } from './consumeUpTo.js';
import { endOf } from './contiguousCommits.js';
import { parkedError } from './parked/parked.js';
import { redrive } from './parked/redrive.js';
import { isTransient } from './transient.js';

/** A stream whose batch has to be delivered again, and why: nothing that is the event's fault. */
export type Undelivered = { readonly stream: string; readonly error: unknown };

/**
 * Hands batches of different streams to a consumer. A commit that keeps failing is parked, with later ones of its stream behind it, and
 * counts as delivered; other streams are not held up. Failures that are not the event's fault are returned, to be delivered again.
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
    const error = isTransient(outcome.error, ageOf(batch.commits.at(-1), runtime))
      ? outcome.error
      : await retryThenPark(consumer, batch, runtime);
    return error === undefined ? [] : [{ stream: batch.stream, error }];
  });
  return undelivered.flat();
}

/** Consumes a stream commit by commit, and parks the one that keeps failing. Returns an error that is not the event's fault, if there was one. */
async function retryThenPark(consumer: Consumer, { stream, commits }: StreamBatch, runtime: ConsumerRuntime): Promise<unknown> {
  try {
    const { stop } = await consumeUpTo(consumer, stream, endOf(commits), runtime);
    if (!stop) return undefined;
    if (isTransient(stop.error, ageOf(stop.commit, runtime))) return stop.error;
    await park(consumer, stop, endOf(commits), runtime);
    return undefined;
  } catch (error) {
    return error ?? new Error(`${consumer.name} failed on ${stream} without an error.`);
  }
}

async function park(consumer: Consumer, { commit, error }: Stop, last: number, runtime: ConsumerRuntime): Promise<void> {
  const { stream, version } = commit;
  const { parked, now, onParked } = runtime;
  await parked.park({ consumer: consumer.name, stream, version, last, error: parkedError(error), at: now().toISOString() });
  let isStuck = true;
  try {
    isStuck = !(await wentOn(consumer, commit, runtime));
  } finally {
    if (isStuck) onParked({ consumer: consumer.name, stream, version, error });
  }
}

/** Releases a stream whose commit another invocation got past meanwhile: that invocation does not look for parked streams. */
async function wentOn(consumer: Consumer, commit: Commit, runtime: ConsumerRuntime): Promise<boolean> {
  return (await isPast(consumer, commit)) && (await redrive(consumer, commit.stream, runtime)).status !== 'parked';
}
