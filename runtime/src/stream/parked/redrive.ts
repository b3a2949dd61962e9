import type { Consumer } from '../consumer.js';
import type { ConsumerRuntime } from '../consumerRuntime.js';
import { ageOf, consumeUpTo, isPast, type Stop } from '../consumeUpTo.js';
import { isTransient } from '../transient.js';
import { type Parked, parkedError } from './parked.js';

/** What became of a parked stream: it goes on, it stopped at a commit again, or nothing was done: it was not parked, or at another version than was asked for. */
export type Redriven =
  | { readonly status: 'released'; readonly position: number }
  | { readonly status: 'parked'; readonly version: number; readonly error: unknown }
  | { readonly status: 'notParked' }
  | { readonly status: 'otherVersion'; readonly version: number };

/**
 * Tries a parked stream again: its commits in order, from the consumer's position to the end of what waits, what came meanwhile too. Safe
 * beside the live consumer, and beside itself: a position moves once.
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
      // Another redrive may have got past it, and let the stream go, before it was parked again.
      if (!(await isPast(consumer, stop.commit))) return outcome;
      continue;
    }
    // Somebody who found the stream parked may have put a commit behind it since it was read: it is looked at again.
    if (await parked.release(consumer.name, stream, reached)) return { status: 'released', position: reached };
  }
}

/**
 * Goes past the commit that a stream is parked at, without taking it, and redrives the rest. The event stays in the table: a rebuild
 * takes it again. `version`: nothing is done where it is parked at another. @throws as `redrive`
 */
export async function discard(consumer: Consumer, stream: string, runtime: ConsumerRuntime, version?: number): Promise<Redriven> {
  const { parked, store } = runtime;
  const before = await parked.load(consumer.name, stream);
  if (!before) return { status: 'notParked' };
  if (version !== undefined && version !== before.version) return { status: 'otherVersion', version: before.version };
  // What is discarded is the commit that was looked at, and no other that has come to fail since.
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
