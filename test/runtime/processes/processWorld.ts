import { createStateCache } from '../../../runtime/src/commands/state/stateCache.js';
import { parseStreamName } from '../../../runtime/src/domain/stream.js';
import {
  type AnyAggregate,
  type AnyProcess,
  type Commit,
  createDispatcher,
  createSignals,
  type Deadline,
  type Dispatcher,
  type EventStore,
  inMemoryEventStore,
  type Scheduler,
} from '../../../runtime/src/index.js';
import { instanceStreams } from '../../../runtime/src/processes/instance/instance.js';
import { passDeadline } from '../../../runtime/src/processes/instance/passDeadline.js';
import { processConsumer } from '../../../runtime/src/processes/processConsumer.js';
import type { Bookmarks } from '../../../runtime/src/stream/bookmarks/bookmarks.js';
import { inMemoryBookmarks } from '../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import type { Consumer, Outcome } from '../../../runtime/src/stream/consumer.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';

/** Where each call that changes or reads something goes through: it may throw, before or after. */
export type Gate = <Result>(call: string, work: () => Promise<Result>) => Promise<Result>;

// Compiled once: containers are made by the hundred.
const validate = createValidator();

const open: Gate = (_, work) => work();

/** A service with one process, in memory: its commits wait in the order in which they were stored until they are delivered. */
export function world(process: AnyProcess, aggregates: readonly AnyAggregate[], options: { readonly store?: EventStore } = {}) {
  let gate = open;
  let now = new Date('2026-01-01T00:00:00.000Z');
  let ids = 0;
  const memory = options.store ?? inMemoryEventStore();
  const log: Commit[] = [];
  const scheduled = new Map<string, Deadline>();
  let bookmarks = inMemoryBookmarks();
  const keyOf = (deadline: Deadline) => JSON.stringify(deadline);

  const store: EventStore = {
    ...memory,
    append: (commit) =>
      gate('append', async () => {
        const result = await memory.append(commit);
        if (result.status === 'appended') log.push(commit);
        return result;
      }),
    transact: (transaction) =>
      gate('transact', async () => {
        const result = await memory.transact(transaction);
        if (result.status === 'appended') log.push(...transaction.commits);
        return result;
      }),
    loadGuard: (key) => gate('loadGuard', () => memory.loadGuard(key)),
  };
  const scheduler: Scheduler = {
    schedule: (deadline) => gate('schedule', async () => void scheduled.set(keyOf(deadline), deadline)),
    cancel: (deadline) => gate('cancel', async () => void scheduled.delete(keyOf(deadline))),
  };
  const gatedBookmarks: Bookmarks = {
    load: (...request) => gate('loadBookmarks', () => bookmarks.load(...request)),
    move: (...request) => gate('moveBookmark', () => bookmarks.move(...request)),
  };
  const common = { now: () => now, random: () => 0, sleep: async () => {} };
  const dispatcher = (): Dispatcher =>
    createDispatcher({
      aggregates,
      store,
      idempotency: 'forever',
      validate,
      signals: createSignals(),
      newId: () => `id-${++ids}`,
      ...common,
    });
  const recording = () => ({ process, streams: instanceStreams(process), store, cache: createStateCache({ now: common.now }), ...common });
  /** A container that knows nothing yet. */
  const container = (): Consumer =>
    processConsumer({ ...recording(), execute: dispatcher().execute, scheduler, events: store, bookmarks: gatedBookmarks });

  return {
    store,
    log,
    scheduled,
    container,
    dispatcher,
    recording,
    execute: (aggregate: string, id: string, command: string, data: unknown) => dispatcher().execute({ aggregate, id, command, data }),
    /** Tells the service of a deadline, as the scheduler does. */
    pass: (deadline: Deadline) => passDeadline(recording(), deadline),
    through(next: Gate) {
      gate = next;
    },
    /** Everything will be new to whoever is made from now on. */
    forgetPositions() {
      bookmarks = inMemoryBookmarks();
    },
    opened() {
      gate = open;
    },
    at(time: string) {
      now = new Date(time);
    },
    now: () => now,
  };
}

export type World = ReturnType<typeof world>;

/** Delivers one commit to a container, by its address. */
export async function give({ log }: World, consumer: Consumer, address: string): Promise<Outcome | undefined> {
  const commit = log.find(({ stream, version }) => `${stream}@${version}` === address);
  if (!commit) throw new Error(`${address} is not there.`);
  const [outcome] = await consumer.take([{ stream: commit.stream, commits: [commit] }], async () => false);
  return outcome;
}

/** Delivers what is there and what comes of it, a commit at a time, until nothing is left, or a commit is there. What fails is thrown. */
export async function settle(world: World, consumer = world.container(), { until }: { readonly until?: string } = {}): Promise<void> {
  const { log } = world;
  for (let next = 0; next < log.length; next++) {
    const { stream, version } = log[next] ?? { stream: '', version: 0 };
    if (`${stream}@${version}` === until) return;
    if (!consumer.follows(parseStreamName(stream).aggregate)) continue;
    const outcome = await give(world, consumer, `${stream}@${version}`);
    if (outcome?.status === 'failed') throw outcome.error;
  }
}

/** Holds whoever makes the first call of a kind, until it is let go. */
export function stopAt(held: string): { readonly gate: Gate; readonly reached: Promise<void>; goOn(): void } {
  let goOn = () => {};
  let reach = () => {};
  const released = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const gate: Gate = async (call, work) => {
    if (call === held) {
      reach();
      await released;
    }
    return work();
  };
  return { gate, reached, goOn: () => goOn() };
}
