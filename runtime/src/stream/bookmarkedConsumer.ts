import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { Bookmarks } from './bookmarks/bookmarks.js';
import { mapConcurrently } from './concurrency.js';
import { type Consumer, done, failed, type Outcome, type StreamBatch, type Waits } from './consumer.js';
import { contiguousCommits, endOf } from './contiguousCommits.js';

/** How far a consumer got with the commits of one stream: how many were applied, and what stopped it. */
export type Progress = { readonly done: number; readonly error?: unknown };

/** Takes commits of one stream, in order. Does not throw: it says how far it got. The same commit may come again after a failure. */
export type Consume = (stream: string, commits: readonly Commit[]) => Promise<Progress>;

/** A consumer whose effect is elsewhere, in a queue or a user's code, and whose positions are bookmarks. */
export type Reaction = {
  readonly name: string;
  readonly follows: (aggregate: string) => boolean;
  /** Whether a commit is of interest. Those that are not are passed over. Default: all are. */
  readonly wants?: (commit: Commit) => boolean;
  readonly consume: Consume;
  readonly store: EventStore;
  readonly bookmarks: Bookmarks;
  /** How long it may take over the commits of one stream in a batch, in milliseconds: one that hangs is parked. Default: 30,000. */
  readonly budget?: number;
};

const defaultBudget = 30_000;

/** Commits of no interest after which the bookmark is moved nevertheless: who comes later has no more than these to read. */
const farthest = 50;

/** Streams that a container remembers its last sight of. */
const mostSeen = 10_000;

/** Each event once or, after a failure, again: in stream order. */
export function reaction({ name, follows, wants = () => true, consume, store, bookmarks, budget = defaultBudget }: Reaction): Consumer {
  // Up to where nothing of interest came after the bookmark, as far as this container knows: spares reading it again.
  const seen = new Map<string, number>();

  async function take(batch: StreamBatch, bookmark: number | undefined, waits: Waits): Promise<Outcome> {
    const { stream } = batch;
    const position = Math.max(bookmark ?? 0, seen.get(stream) ?? 0);
    if (position >= endOf(batch.commits)) return done;
    const due = await contiguousCommits(store, batch, position, waits);
    if (!due) return { status: 'waits' };
    const wanted = due.filter(wants);
    const progress: Progress = wanted.length === 0 ? { done: 0 } : await within(budget, consume(stream, wanted), name, stream);
    const stop = wanted[progress.done];
    const reached = stop ? stop.version - 1 : endOf(due);
    if (reached > (bookmark ?? 0) && (progress.done > 0 || reached - (bookmark ?? 0) > farthest)) {
      // If another invocation was faster, it is further, or applies the same commits again: delivery is at least once.
      await bookmarks.move(name, { stream, position: reached, expected: bookmark });
    }
    if (seen.size >= mostSeen) seen.clear();
    seen.set(stream, reached);
    return stop ? failed(progress.error) : done;
  }

  return {
    name,
    follows,
    wants,
    async take(batches, waits) {
      try {
        const positions = await bookmarks.load(
          name,
          batches.map(({ stream }) => stream),
        );
        return await mapConcurrently(batches, (batch) => take(batch, positions.get(batch.stream), waits).catch(failed));
      } catch (error) {
        return batches.map(() => failed(error));
      }
    },
    async skip(stream, { version, last }) {
      const expected = (await bookmarks.load(name, [stream])).get(stream);
      if ((expected ?? 0) >= version) return false;
      return bookmarks.move(name, { stream, position: last, expected });
    },
    positions: (streams) => bookmarks.load(name, streams),
  };
}

async function within(milliseconds: number, work: Promise<Progress>, consumer: string, stream: string): Promise<Progress> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Progress>((give) => {
    timer = setTimeout(() => give({ done: 0, error: tookTooLong(consumer, stream, milliseconds) }), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const tookTooLong = (consumer: string, stream: string, milliseconds: number) =>
  new EventSourcingError({
    code: 'ConsumerTimedOut',
    message: `${consumer} took more than ${milliseconds} ms over ${stream} and was not waited for. It may still take effect.`,
    details: { consumer, stream, milliseconds },
  });
