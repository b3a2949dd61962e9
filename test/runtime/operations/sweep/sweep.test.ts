import { expect } from 'chai';
import fc from 'fast-check';
import { type Commit, defineProjection, EventSourcingError, inMemoryEventStore, object } from '../../../../runtime/src/index.js';
import type { SweepAnswer, SweepCursor, SweepRequest } from '../../../../runtime/src/model/control.js';
import { sweep } from '../../../../runtime/src/operations/sweep/sweep.js';
import type { SweepContext } from '../../../../runtime/src/operations/sweep/sweepContext.js';
import { projectionConsumer } from '../../../../runtime/src/projections/projectionConsumer.js';
import { inMemoryRowStore } from '../../../../runtime/src/projections/rows/inMemoryRowStore.js';
import { reaction } from '../../../../runtime/src/stream/bookmarkedConsumer.js';
import { inMemoryBookmarks } from '../../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import type { Consumer } from '../../../../runtime/src/stream/consumer.js';
import type { ConsumerRuntime } from '../../../../runtime/src/stream/consumerRuntime.js';
import { inMemoryParkedStore } from '../../../../runtime/src/stream/parked/inMemoryParkedStore.js';
import type { ParkedStore } from '../../../../runtime/src/stream/parked/parked.js';
import { runConsumer } from '../../../../runtime/src/stream/runConsumer.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { Account, accounts } from '../../accountFixture.js';
import { commit, deposited, opened, withdrawn } from '../../commitBuilders.js';

/** Sums that every account feeds. */
const total = defineProjection({
  name: 'total',
  from: [Account],
  row: object({ total: { type: 'number' } }),
  key: () => 'all',
  commutes: true,
  evolve: {
    Deposited: (row, { data }) => ({ total: (row?.total ?? 0) + data.amount }),
    Withdrawn: (row, { data }) => ({ total: (row?.total ?? 0) - data.amount }),
  },
});

const streams = ['Account/1', 'Account/2', 'Account/3', 'Account/4', 'Account/5'];
const historyOf = (stream: string): Commit[] => [
  commit(stream, 1, [opened(stream)]),
  commit(stream, 2, [deposited(10), withdrawn(1)]),
  commit(stream, 4, [deposited(3)]),
];
const foreign = commit('Door/1', 1, [{ type: 'Opened', data: {} }]);
const now = new Date('2026-01-02T00:00:00.000Z');

async function prepare(history: readonly Commit[] = [...streams.flatMap(historyOf), foreign]) {
  const store = inMemoryEventStore();
  for (const each of history) await store.append(each);
  const bookmarks = inMemoryBookmarks();
  const parked = inMemoryParkedStore();
  const validate = createValidator();
  const rows = inMemoryRowStore(accounts);
  const totals = inMemoryRowStore(total);
  const told: string[] = [];
  const broken = new Map<string, Error>();
  const consumers: Consumer[] = [
    projectionConsumer({ projection: accounts, rows, store, validate }),
    projectionConsumer({ projection: total, rows: totals, store, validate }),
    reaction({
      name: 'publishers/deposits',
      follows: (aggregate) => aggregate === 'Account',
      wants: ({ events }) => events.some(({ type }) => type === 'Deposited'),
      async consume(stream, commits) {
        for (const [done, { version }] of commits.entries()) {
          const error = broken.get(stream);
          if (error) return { done, error };
          told.push(`${stream}@${version}`);
        }
        return { done: commits.length };
      },
      store,
      bookmarks,
    }),
  ];
  const runtime = (more: Partial<ConsumerRuntime> = {}): ConsumerRuntime => ({
    store,
    parked,
    now: () => now,
    sleep: async () => {},
    timeLeft: () => Number.POSITIVE_INFINITY,
    onParked: () => {},
    ...more,
  });
  const saved: SweepCursor[] = [];
  const failures: object[] = [];
  const sweeping: SweepContext = {
    tips: store,
    cursors: { load: async () => saved.at(-1), save: async (cursor) => void saved.push(cursor) },
    onFailed: (facts) => failures.push(facts),
  };
  const run = (request: Partial<SweepRequest> = {}, more: Partial<ConsumerRuntime> = {}) =>
    sweep({ eventSourcing: 'sweep', ...request }, consumers, sweeping, runtime(more));
  const deliver = (consumer: Consumer, commits: readonly Commit[]) =>
    runConsumer(
      consumer,
      [...new Set(commits.map(({ stream }) => stream))].map((stream) => ({
        stream,
        commits: commits.filter((each) => each.stream === stream),
      })),
      runtime(),
    );
  const state = async () => ({
    rows: [...(await rows.load(streams.map((stream) => stream.slice('Account/'.length))))].map(([key, { position, row }]) => [
      key,
      position,
      row,
    ]),
    total: (await totals.load(['all'])).get('all')?.row,
    told: streams.map((stream) => told.filter((each) => each.startsWith(stream))),
  });
  return { store, parked, bookmarks, consumers, broken, told, saved, failures, run, deliver, state, runtime };
}

const folded = {
  rows: streams.map((stream) => [
    stream.slice('Account/'.length),
    4,
    { id: stream.slice('Account/'.length), owner: stream, balance: 12, events: 4 },
  ]),
  total: { total: 12 * streams.length },
  told: streams.map((stream) => [`${stream}@2`, `${stream}@4`]),
};

const of = ({ consumers }: SweepAnswer, name: string) => consumers.find(({ consumer }) => consumer === name);
const nothing = { behind: 0, healed: 0, parked: 0, released: 0, failed: 0 };
const error = { name: 'TypeError', message: 'poisoned' };
const at = '2026-01-01T00:00:00.000Z';

describe('a sweep', () => {
  it('brings every consumer to the fold of all events, whatever was lost on the way to it', async () => {
    const deliveries = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 14 }), { maxLength: 15 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (lists) => {
        const { consumers, deliver, run, state, parked } = await prepare();
        const history = streams.flatMap(historyOf);
        for (const [index, list] of lists.entries()) {
          const consumer = consumers[index];
          // Each consumer got some of the records, in an order of its own; the rest was lost.
          for (const record of list) if (consumer) await deliver(consumer, history.slice(record, record + 1));
        }

        const { done } = await run();

        expect(done).to.equal(true);
        expect(await state()).to.deep.equal(folded);
        for (const { name } of consumers) expect(await parked.count(name)).to.equal(0);
      }),
      { numRuns: 60 },
    );
  });

  it('counts what it found, and finds nothing when it is run again', async () => {
    const { run, consumers, deliver } = await prepare();
    for (const consumer of consumers) await deliver(consumer, streams.slice(1).flatMap(historyOf));

    const first = await run();
    const second = await run();

    expect(first.streams).to.equal(6);
    expect(of(first, 'projections/accounts')).to.deep.equal({
      ...nothing,
      consumer: 'projections/accounts',
      behind: 1,
      healed: 1,
      oldest: at,
    });
    expect(of(first, 'projections/total')).to.include({ behind: 1, healed: 1 });
    expect(of(first, 'publishers/deposits')).to.include({ behind: 1, healed: 1 });
    for (const { consumer, ...counts } of second.consumers) expect(counts, consumer).to.deep.equal(nothing);
  });

  it('does not take for behind who wants nothing of what came last', async () => {
    const { run, told, store } = await prepare(historyOf('Account/1'));
    await run();
    await store.append(commit('Account/1', 5, [withdrawn(1)]));

    const again = await run({ dryRun: true });

    expect(told).to.deep.equal(['Account/1@2', 'Account/1@4']);
    expect(of(again, 'publishers/deposits')).to.include({ behind: 0 });
  });

  it('leaves what is younger than the grace to the stream', async () => {
    const young = commit('Account/1', 5, [deposited(1)], { at: new Date(now.getTime() - 60_000).toISOString() });
    const { run, told } = await prepare([...historyOf('Account/1'), young]);

    const patient = await run();
    const before = [...told];
    const eager = await run({ grace: 30 });

    expect(of(patient, 'publishers/deposits')).to.include({ behind: 0 });
    expect(before).to.deep.equal([]);
    expect(of(eager, 'publishers/deposits')).to.include({ behind: 1, healed: 1 });
  });

  it('mends nothing where it is to count alone', async () => {
    const { run, state, parked } = await prepare();
    await parked.park({
      consumer: 'publishers/deposits',
      stream: 'Account/1',
      version: 2,
      last: 4,
      error: { ...error, name: 'EventUnknown' },
      at,
    });

    const answer = await run({ dryRun: true });

    expect(of(answer, 'projections/accounts')).to.deep.equal({ ...nothing, consumer: 'projections/accounts', behind: 5, oldest: at });
    expect(of(answer, 'publishers/deposits')).to.include({ behind: 4, parked: 1 });
    expect((await state()).rows).to.deep.equal([]);
    expect(await parked.count('publishers/deposits')).to.equal(1);
  });

  it('does not try what is parked again, but what was not known then, and lets go of what nothing waits for', async () => {
    const { run, parked, told, bookmarks, consumers } = await prepare();
    const consumer = 'publishers/deposits';
    await parked.park({ consumer, stream: 'Account/1', version: 2, last: 4, error, at });
    await parked.park({ consumer, stream: 'Account/2', version: 2, last: 4, error: { ...error, name: 'EventUnknown' }, at });
    await bookmarks.move(consumer, { stream: 'Account/3', position: 4, expected: undefined });
    await parked.park({ consumer, stream: 'Account/3', version: 4, last: 4, error, at });

    const answer = await run();

    expect(of(answer, consumer)).to.deep.include({ parked: 1, released: 2, behind: 2, healed: 2 });
    expect((await parked.list(consumer, { limit: 9 })).parked.map(({ stream }) => stream)).to.deep.equal(['Account/1']);
    expect(told.filter((each) => each.startsWith('Account/1'))).to.deep.equal([]);
    expect(told.filter((each) => each.startsWith('Account/2'))).to.deep.equal(['Account/2@2', 'Account/2@4']);
    expect(consumers).to.have.length(3);
  });

  it('goes on with what is parked at a commit that took effect since, though later ones wait behind it', async () => {
    // Two were given the same commit: it failed for one, who parked it, and took effect by the other. What came behind it, late, waits.
    const { run, parked, told, bookmarks } = await prepare();
    const consumer = 'publishers/deposits';
    await parked.park({ consumer, stream: 'Account/1', version: 2, last: 4, error, at });
    await bookmarks.move(consumer, { stream: 'Account/1', position: 3, expected: undefined });

    const answer = await run();

    expect(of(answer, consumer)).to.deep.include({ parked: 0, released: 1 });
    expect(await parked.load(consumer, 'Account/1')).to.equal(undefined);
    expect(told.filter((each) => each.startsWith('Account/1'))).to.deep.equal(['Account/1@4']);
  });

  it('parks what fails now, tells of what something was in the way of, and goes on', async () => {
    const { run, broken, failures, parked } = await prepare();
    const consumer = 'publishers/deposits';
    const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'slow down', details: { store: 's' } });
    broken.set('Account/1', new TypeError('poisoned'));
    broken.set('Account/2', throttled);

    const answer = await run();

    expect(of(answer, consumer)).to.deep.include({ behind: 5, healed: 3, parked: 1, failed: 1 });
    expect(await parked.load(consumer, 'Account/1')).to.deep.include({ version: 2, error });
    expect(failures).to.deep.equal([{ consumer, stream: 'Account/2', error: throttled }]);
  });

  it('ends before its time is over, and the next run goes on where it stood', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `Account/${1000 + index}`);
    const { run, saved, told } = await prepare(ids.flatMap(historyOf));
    let asked = 0;
    // Time for some looks at the clock in each run.
    const hurry = () => {
      asked = 0;
      return { timeLeft: () => (asked++ < 12 ? Number.POSITIVE_INFINITY : 0) };
    };

    const first = await run({}, hurry());
    let runs = 1;
    while ((saved.at(-1)?.length ?? 0) > 0 && runs < 200) {
      await run({}, hurry());
      runs += 1;
    }

    expect(first.done).to.equal(false);
    expect(first.cursor).to.have.length(4);
    expect(runs).to.be.greaterThan(1).and.lessThan(200);
    expect(new Set(told).size).to.equal(1000);
    expect(told).to.have.length(1000);
  });

  it('goes on from the cursor that it is given, and leaves the kept one alone', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `Account/${1000 + index}`);
    const { run, saved, told } = await prepare(ids.flatMap(historyOf));
    let cursor: SweepCursor = [];
    let streamsSeen = 0;
    for (let runs = 0; runs < 200; runs++) {
      let asked = 0;
      const answer = await run({ cursor }, { timeLeft: () => (asked++ < 40 ? Number.POSITIVE_INFINITY : 0) });
      streamsSeen += answer.streams;
      cursor = answer.cursor;
      if (answer.done) break;
    }

    expect(streamsSeen).to.equal(500);
    expect(new Set(told).size).to.equal(1000);
    expect(saved).to.deep.equal([]);
  });

  it('fails where the table cannot be read, and keeps what was done', async () => {
    const { run, parked } = await prepare();
    const away = new EventSourcingError({ code: 'StoreUnavailable', message: 'no answer', details: { store: 'parked' } });
    const list: ParkedStore['list'] = () => Promise.reject(away);

    const fault = await run({}, { parked: { ...parked, list } }).catch((thrown: unknown) => thrown);

    expect(fault).to.equal(away);
  });
});
