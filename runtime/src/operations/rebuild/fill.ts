import type { Commit } from '../../domain/commit.js';
import type { CommitPage, CommitScan } from '../../eventStore/commitScan.js';
import type { AnyProjection } from '../../projections/projection.js';
import { maxAttempts } from '../../retry/attempts.js';
import type { Consumer, StreamBatch } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import type { Pace } from '../../stream/pace.js';
import { runConsumer } from '../../stream/runConsumer.js';
import type { Lease } from './lease.js';

export type FillContext = {
  readonly projection: AnyProjection;
  /** Fills the slot that is not read. */
  readonly consumer: Consumer;
  readonly scan: CommitScan;
  readonly lease: Lease;
  readonly pace: Pace;
  /** Most commits of a page. */
  readonly limit: number;
  readonly runtime: ConsumerRuntime;
  readonly mayGoOn: () => boolean;
};

/** The first pause between two attempts at commits that a store does not take, in milliseconds: it doubles. */
const firstPause = 500;
/** Longest wait for the rate at the end of an invocation, in milliseconds. */
const longestWait = 10_000;

/**
 * Hands all existing commits to a consumer, with a page in memory for each part of the table, for as long as it may, and saves how far it is.
 * Returns whether all parts are done. A page whose end was not saved is handed over twice, which is safe: the consumer has positions.
 *
 * @throws StreamCorrupt, and what the stores throw for longer than is tried
 */
export async function fill(context: FillContext): Promise<boolean> {
  const { lease, scan, projection, limit, mayGoOn } = context;
  const aggregates = projection.from.map(({ name }) => name);
  const before = lease.work();
  const parts = before?.cursors.length ?? 0;
  const begun = context.runtime.now().toISOString();
  let failed = false;
  const inTurn = alone(projection);

  const fetch = (index: number, from: string): Promise<CommitPage> => {
    const page = scan.page({ index, of: parts }, { aggregates, limit, ...(from === '' ? {} : { from }) });
    // It is read ahead, and may never be awaited: its failure must not be an unhandled rejection.
    page.catch(() => {});
    return page;
  };

  async function walk(index: number): Promise<void> {
    let at = lease.work()?.cursors[index];
    let ahead: Promise<CommitPage> | undefined;
    let kept: Promise<boolean> = Promise.resolve(true);
    while (typeof at === 'string' && !failed && mayGoOn()) {
      if (context.pace.owed() > 0) {
        await context.runtime.sleep(Math.min(context.pace.owed(), 1000));
        continue;
      }
      const page = await (ahead ?? fetch(index, at));
      ahead = page.next === undefined ? undefined : fetch(index, page.next);
      let events = 0;
      for await (const commits of page.commits) {
        const here = commits.reduce((sum, commit) => sum + commit.events.length, 0);
        context.pace.take(here);
        events += here;
        await inTurn(() => give(context, commits));
      }
      at = page.next ?? null;
      // The next page is processed while this one's end is saved: if the function is killed, a page is handed over twice.
      if (!(await kept)) return;
      kept = keep(index, at, page.passed, events);
      kept.catch(() => {});
    }
    await kept;
  }

  async function keep(index: number, place: string | null, passed: number, events: number): Promise<boolean> {
    const work = lease.work();
    if (!work) return false;
    const cursors = work.cursors.map((cursor, at) => (at === index ? place : cursor));
    const reached = { commits: work.commits + passed, events: work.events + events };
    const lately = {
      from: begun,
      to: context.runtime.now().toISOString(),
      commits: reached.commits - (before?.commits ?? 0),
      events: reached.events - (before?.events ?? 0),
    };
    return lease.keep({ ...work, cursors, ...reached, lately });
  }

  const walks = Array.from({ length: parts }, (_, index) =>
    walk(index).catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  for (const outcome of await Promise.allSettled(walks)) if (outcome.status === 'rejected') throw outcome.reason;
  // Waits for what was taken ahead of the rate: the next invocation knows nothing of it.
  const ahead = context.pace.owed();
  if (ahead > 0) await context.runtime.sleep(Math.min(ahead, longestWait));
  return lease.work()?.cursors.every((cursor) => cursor === null) ?? false;
}

/** Rows of many streams are written one transaction after the other: concurrent ones would only conflict. */
function alone({ key }: AnyProjection): (work: () => Promise<void>) => Promise<void> {
  if (!key) return (work) => work();
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}

/** A commit that keeps failing is parked; a failure that is not the commit's fault is retried a few times. */
async function give({ consumer, runtime }: FillContext, commits: readonly Commit[]): Promise<void> {
  let open = batchesOf(commits);
  for (let attempt = 1; ; attempt++) {
    const undelivered = new Map((await runConsumer(consumer, open, runtime)).map(({ stream, error }) => [stream, error]));
    open = open.filter(({ stream }) => undelivered.has(stream));
    if (open.length === 0) return;
    if (attempt === maxAttempts.rebuild) throw undelivered.values().next().value;
    await runtime.sleep(firstPause * 2 ** (attempt - 1));
  }
}

/** Commits by stream: they lie together. */
function batchesOf(commits: readonly Commit[]): StreamBatch[] {
  const batches: { stream: string; commits: Commit[] }[] = [];
  for (const commit of commits) {
    const last = batches.at(-1);
    if (last?.stream === commit.stream) last.commits.push(commit);
    else batches.push({ stream: commit.stream, commits: [commit] });
  }
  return batches;
}
