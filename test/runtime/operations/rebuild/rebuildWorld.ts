import { commitCodec } from '../../../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import { encodeCommit } from '../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import type { AnyProjection, Commit } from '../../../../runtime/src/index.js';
import { defineProjection, inMemoryEventStore, object } from '../../../../runtime/src/index.js';
import { type Projections, projectionsOf } from '../../../../runtime/src/lambda/consumers/projections.js';
import { consumeStream } from '../../../../runtime/src/lambda/consumers/streamEvent.js';
import type { Stores } from '../../../../runtime/src/lambda/stores.js';
import { noMetrics } from '../../../../runtime/src/metrics/metrics.js';
import type { RebuildAnswer, RebuildRequest } from '../../../../runtime/src/model/control.js';
import type { Slot } from '../../../../runtime/src/projections/readStore.js';
import type { RowReader } from '../../../../runtime/src/projections/rows/rowStore.js';
import { servedRows } from '../../../../runtime/src/projections/slots/servedRows.js';
import { recordedSlots } from '../../../../runtime/src/projections/slots/slots.js';
import type { ConsumerRuntime } from '../../../../runtime/src/stream/consumerRuntime.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { Account, accounts } from '../../accountFixture.js';
import { memoryStores } from '../../lambda/memoryStores.js';
import { type Process, processOf, type Scheduler, scheduled, scheduler } from './virtualScheduler.js';

/** How many events of accounts each first letter of their owners has, and what they come to: fed by many streams. */
export const letters = defineProjection({
  name: 'letters',
  from: [Account],
  row: object({ events: { type: 'integer' }, deposits: { type: 'number' } }),
  key: ({ aggregateId }) => aggregateId.slice(0, 1),
  commutes: true,
  evolve: {
    Opened: (row) => ({ events: (row?.events ?? 0) + 1, deposits: row?.deposits ?? 0 }),
    Deposited: (row, { data }) => ({ events: (row?.events ?? 0) + 1, deposits: (row?.deposits ?? 0) + data.amount }),
  },
});

/** As it was before a mistake was found: what a rebuild is for. */
const accountsBefore = { ...accounts, evolve: { ...accounts.evolve, Deposited: (row: unknown) => row } };
const lettersBefore = { ...letters, evolve: { Opened: letters.evolve.Opened } };

const today: readonly AnyProjection[] = [accounts, letters];
const before: readonly AnyProjection[] = [accountsBefore, lettersBefore].map((each) => each as AnyProjection);

/** How long an invocation may take, in milliseconds. */
const timeout = 400_000;

export type World = {
  readonly stores: Stores;
  readonly scheduler: Scheduler;
  append(commit: Commit): Promise<void>;
  /** Delivers commits to an invocation, and gives the number of those that have to come again. Undefined: it was killed. */
  deliver(commits: readonly Commit[], options?: Invocation): Promise<number | undefined>;
  /** Asks an invocation for a step of a rebuild. Undefined: it was killed. */
  ask(request: Partial<RebuildRequest>, options?: Invocation): Promise<RebuildAnswer | undefined>;
  /** The rows as somebody has them who reads now and then. */
  reader(projection: AnyProjection): RowReader;
  sleep(milliseconds: number): Promise<void>;
};

type Invoked = { readonly projections: Projections; runtime(parked: Stores['parked']): ConsumerRuntime };

/** The code that is deployed, and the call of the process to stores that it does not come to. */
export type Invocation = { readonly code?: 'before' | 'today'; readonly killedAfter?: number };

const start = Date.parse('2026-03-01T00:00:00.000Z');
const validate = createValidator();
const log = { error: () => {}, warn: () => {} };

export function world(seed: number, stalls = 0): World {
  const events = inMemoryEventStore();
  const stores = memoryStores(events);
  const own = scheduler(seed, start, stalls);
  const forever = processOf(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true);

  /** What an invocation has: stores that are called when the scheduler lets them, and its time. */
  function invoke<Result>(
    { code = 'today', killedAfter }: Invocation,
    work: (invoked: Invoked) => Promise<Result>,
  ): Promise<Result | undefined> {
    const process = processOf(own.now() + timeout, killedAfter);
    const through: Stores = {
      ...stores,
      events: { ...stores.events, read: (stream, options) => slowly(process, own, stores.events.read(stream, options)) },
      parked: scheduled(stores.parked, process, own),
      records: scheduled(stores.records, process, own),
      commits: scheduled(stores.commits, process, own),
      rowsOf: (projection, slot) => scheduled(stores.rowsOf(projection, slot), process, own),
    };
    const runtime = (parked: Stores['parked']): ConsumerRuntime => ({
      store: through.events,
      parked,
      now: () => new Date(own.now()),
      sleep: (milliseconds: number) => own.sleep(process, milliseconds),
      timeLeft: () => process.ends - own.now(),
      onParked: () => {},
    });
    const invoked = { runtime, projections: projectionsOf(code === 'today' ? today : before, validate, through) };
    return Promise.race([work(invoked), process.over]);
  }

  return {
    stores,
    scheduler: own,
    append: async (commit) => void (await events.append(commit)),
    deliver: (commits, options = {}) =>
      invoke(options, async ({ projections, runtime }) => {
        const { consumers, filling, parked } = await projections.activeConsumers();
        const Records = commits.map((commit) => ({
          eventName: 'INSERT',
          dynamodb: { SequenceNumber: `${commit.stream}@${commit.version}`, NewImage: encodeCommit(commit) },
        }));
        const consuming = {
          decode: commitCodec().decode,
          consumers,
          filling,
          forwards: [],
          runtime: runtime(parked),
          log,
          metrics: noMetrics,
        };
        const { batchItemFailures } = await consumeStream({ Records }, consuming);
        return batchItemFailures.length;
      }),
    ask: (request, options = {}) =>
      invoke(options, async ({ projections, runtime }) => {
        const { parked } = await projections.activeConsumers();
        return projections.rebuild({ eventSourcing: 'rebuild', projection: 'accounts', runner: 'one', ...request }, runtime(parked));
      }),
    reader(projection) {
      const open = (slot: Slot) => scheduled(stores.rowsOf(projection, slot), forever, own);
      return servedRows({ projection, slots: recordedSlots(scheduled(stores.records, forever, own)), open, now: own.now });
    },
    sleep: (milliseconds) => own.sleep(forever, milliseconds),
  };
}

async function* slowly<Value>(process: Process, { call }: Scheduler, values: AsyncIterable<Value>): AsyncGenerator<Value> {
  const all = await call(process, async () => {
    const list: Value[] = [];
    for await (const value of values) list.push(value);
    return list;
  });
  yield* all;
}

export const statesOf = ({ stores }: World) => recordedSlots(stores.records).load();
