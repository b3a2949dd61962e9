import type { Consumer } from '../consumer.js';
import type { ConsumerRuntime } from '../consumerRuntime.js';
import { ageOf, consumeUpTo, isPast, type Stop } from '../consumeUpTo.js';
import { isTransient } from '../transient.js';
import { type Parked, parkedError } from './parked.js';

/** The result of a redrive: the stream is released, or stopped again; or nothing was done, since it was not parked, or at another version. */
export type Redriven =
  | { readonly status: 'released'; readonly position: number }
  | { readonly status: 'parked'; readonly version: number; readonly error: unknown }
  | { readonly status: 'notParked' }
  | { readonly status: 'otherVersion'; readonly version: number };

/**
 * Retries a parked stream: its commits in order, from the consumer's position to the last one that waits, including those that came meanwhile.
 * Safe while the live consumer or another redrive runs: a position moves once.
 *
 * @throws StoreThrottled, StoreUnavailable, StoreRefused: the stream is parked as before, or a little further on
 */
export async function redrive(consumer: Consumer, stream: string, runtime: ConsumerRuntime): Promise<Redriven> {
  const { parked } = runtime;
  const before = await parked.load(consumer.name, stream);
  if (!before) return { status: 'notParked' };
  for (;;) {
    const { reached, stop } = await consumeUpTo(consumer, stream, Number.MAX_SAFE_INTEGER, runtime);
    if (stop) {
      const outcome = await parkAgain(runtime, before, stop);
      // Another redrive may have got past the commit and released the stream before it was parked again here.
      if (!(await isPast(consumer, stop.commit))) return outcome;
      continue;
    }
    // Another invocation that found the stream parked may have added a commit behind it since it was read: then it is read again.
    if (await parked.release(consumer.name, stream, reached)) return { status: 'released', position: reached };
  }
}

/**
 * Skips the commit that a stream is parked at, and redrives the rest. The event stays in the table: a rebuild applies it. `version`: nothing is
 * done if the stream is parked at another one. @throws as `redrive`
 */
export async function discard(consumer: Consumer, stream: string, runtime: ConsumerRuntime, version?: number): Promise<Redriven> {
  const { parked, store } = runtime;
  const before = await parked.load(consumer.name, stream);
  if (!before) return { status: 'notParked' };
  if (version !== undefined && version !== before.version) return { status: 'otherVersion', version: before.version };
  // Only the commit that the operator saw is discarded, not another one that began to fail since.
  const { stop } = await consumeUpTo(consumer, stream, before.version - 1, runtime);
  if (stop) return parkAgain(runtime, before, stop);
  for await (const commit of store.read(stream, { from: before.version, to: before.version })) await consumer.skip(stream, commit);
  return redrive(consumer, stream, runtime);
}

async function parkAgain(runtime: ConsumerRuntime, before: Parked, { commit, error }: Stop): Promise<Redriven> {
  if (!isTransient(error, ageOf(commit, runtime)))
    await runtime.parked.park({ ...before, version: commit.version, error: parkedError(error) });
  return { status: 'parked', version: commit.version, error };
}
