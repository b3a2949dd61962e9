import type { SweepAnswer, SweepCursor, SweepRequest } from '../../model/control.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { longestCommit } from '../../stream/consumeUpTo.js';
import { catchUp } from './catchUp.js';
import { releaseParked } from './releaseParked.js';
import type { SweepContext, SweepWork } from './sweepContext.js';
import { sweepTally } from './sweepTally.js';

/** Parts of the table that are walked side by side. */
const parts = 4;

const defaultGrace = 600;

/** What one page of streams needs of an invocation's end beyond what a commit may take, in milliseconds. */
const margin = 20_000;

/**
 * Repairs what no later event would reveal: a stream's last commit that was never delivered, and streams whose reason for being parked is gone.
 * Holds a page of streams in memory for each part of the table; ends before the invocation does, and returns where. Safe to repeat, and safe
 * while the live consumers run: they have positions.
 *
 * @throws StoreThrottled, StoreUnavailable, StoreRefused
 */
export async function sweep(
  { cursor: given, dryRun = false, grace = defaultGrace, seconds = Number.POSITIVE_INFINITY }: SweepRequest,
  consumers: readonly Consumer[],
  { tips, cursors, onFailed }: SweepContext,
  runtime: ConsumerRuntime,
): Promise<SweepAnswer> {
  const start = runtime.now().getTime();
  const hasTime = () => runtime.timeLeft() > longestCommit + margin;
  const mayGoOn = () => hasTime() && runtime.now().getTime() - start < seconds * 1000;
  const before = new Date(start - grace * 1000).toISOString();
  const tally = sweepTally(consumers.map(({ name }) => name));
  const from = given ?? (await cursors.load()) ?? [];
  const work: SweepWork = { consumers, runtime, tally, before, dryRun, hasTime, onFailed };
  if (from.length === 0) for (const consumer of consumers) await releaseParked(consumer, work);
  const cursor: (string | null | undefined)[] = Array.from({ length: parts }, (_, index) => from[index]);
  let streams = 0;

  async function walk(index: number): Promise<void> {
    while (cursor[index] !== null && mayGoOn()) {
      const page = await tips.tips({ index, of: parts }, cursor[index] || undefined);
      // A page that there was no time for is read again in the next run.
      if (!(await catchUp(page.tips, work))) return;
      streams += page.tips.length;
      cursor[index] = page.next ?? null;
      if (given === undefined) await cursors.save(shown(cursor));
    }
  }

  const walks = await Promise.allSettled(cursor.map((_, index) => walk(index)));
  for (const outcome of walks) if (outcome.status === 'rejected') throw outcome.reason;
  const done = cursor.every((each) => each === null);
  const next = done ? [] : shown(cursor);
  if (given === undefined) await cursors.save(next);
  return { streams, consumers: tally.consumers(), done, cursor: next };
}

/** A part that has not begun is an empty text. */
const shown = (cursor: readonly (string | null | undefined)[]): SweepCursor => cursor.map((each) => (each === undefined ? '' : each));
