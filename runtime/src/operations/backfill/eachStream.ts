import { pace } from '../../stream/pace.js';
import type { Work } from './work.js';

/** Parts of a table that are scanned side by side, and streams of each part that are worked on at once. */
const parts = 4;
const atOnce = 4;

/**
 * Does something with each stream of an aggregate, a page of names in memory at a time. `rate`: streams a second at most. The first error
 * ends it, once what was begun is done.
 */
export async function eachStream(
  { streams, now, sleep }: Pick<Work, 'streams' | 'now' | 'sleep'>,
  aggregate: string,
  rate: number | undefined,
  work: (stream: string) => Promise<void>,
): Promise<void> {
  const turns = pace(rate, now);
  const turn = async () => {
    const wait = turns.owed();
    turns.take(1);
    if (wait > 0) await sleep(wait);
  };
  const ending = new AbortController();
  const run = async (index: number) => {
    for await (const page of streams.list(aggregate, { index, of: parts })) {
      const names = page[Symbol.iterator]();
      const worker = async () => {
        for (const stream of names) {
          if (ending.signal.aborted) return;
          await turn();
          await work(stream);
        }
      };
      await settleAll(Array.from({ length: atOnce }, worker), ending);
      if (ending.signal.aborted) return;
    }
  };
  await settleAll(
    Array.from({ length: parts }, (_, index) => run(index)),
    ending,
  );
}

/** Waits for all even if one fails: no work continues after the caller has returned. */
async function settleAll(tasks: readonly Promise<void>[], ending: AbortController): Promise<void> {
  for (const task of tasks) task.catch(() => ending.abort());
  const failed = (await Promise.allSettled(tasks)).find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
