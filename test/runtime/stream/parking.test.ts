import { expect } from 'chai';
import fc from 'fast-check';
import { type Commit, EventSourcingError, type EventStore, inMemoryEventStore } from '../../../runtime/src/index.js';
import { projectionConsumer } from '../../../runtime/src/projections/projectionConsumer.js';
import { inMemoryRowStore } from '../../../runtime/src/projections/rows/inMemoryRowStore.js';
import type { RowStore } from '../../../runtime/src/projections/rows/rowStore.js';
import { reaction } from '../../../runtime/src/stream/bookmarkedConsumer.js';
import type { Bookmarks } from '../../../runtime/src/stream/bookmarks/bookmarks.js';
import { inMemoryBookmarks } from '../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import type { Consumer } from '../../../runtime/src/stream/consumer.js';
import type { ConsumerRuntime } from '../../../runtime/src/stream/consumerRuntime.js';
import { inMemoryParkedStore } from '../../../runtime/src/stream/parked/inMemoryParkedStore.js';
import { type ParkedStore, parkedError } from '../../../runtime/src/stream/parked/parked.js';
import { discard, redrive } from '../../../runtime/src/stream/parked/redrive.js';
import { runConsumer } from '../../../runtime/src/stream/runConsumer.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { accounts } from '../accountFixture.js';
import { commit, deposited, opened } from '../commitBuilders.js';

/** Commits of two streams: `Account/1` has four, `Account/2` one. */
const history = [
  commit('Account/1', 1, [opened('Ann')]),
  commit('Account/1', 2, [deposited(13)]),
  commit('Account/1', 3, [deposited(1)]),
  commit('Account/1', 4, [deposited(2)]),
  commit('Account/2', 1, [opened('Bob')]),
];

const validate = createValidator();

describe('a consumer that fails', () => {
  let store: EventStore;
  let parked: ParkedStore;
  let bookmarks: Bookmarks;
  let rows: RowStore;
  let told: string[];
  let unlucky: Error | undefined;
  let tries: number;

  beforeEach(async () => {
    store = inMemoryEventStore();
    for (const each of history) await store.append(each);
    parked = inMemoryParkedStore();
    bookmarks = inMemoryBookmarks();
    rows = inMemoryRowStore(accounts);
    told = [];
    unlucky = new Error('unlucky');
    tries = 0;
  });

  const isUnlucky = ({ events }: Commit) => events.some(({ data }) => (data as { amount?: number }).amount === 13);
  const fail = () => {
    tries += 1;
    if (unlucky) throw unlucky;
  };
  const publisher = (): Consumer =>
    reaction({
      name: 'publishers/audit',
      follows: () => true,
      async consume(_, commits) {
        for (const [done, each] of commits.entries()) {
          try {
            if (isUnlucky(each)) fail();
          } catch (error) {
            return { done, error };
          }
          told.push(`${each.stream}@${each.version}`);
        }
        return { done: commits.length };
      },
      store,
      bookmarks,
    });
  const projection = (): Consumer => {
    const evolve = {
      ...accounts.evolve,
      Deposited(row: unknown, event: { data: unknown }) {
        const { amount } = event.data as { amount: number };
        if (amount === 13) fail();
        return { ...(row as { balance: number }), balance: (row as { balance: number }).balance + amount };
      },
    };
    return projectionConsumer({ projection: { ...accounts, evolve }, rows, store, validate });
  };
  const runtime = (more: Partial<ConsumerRuntime> = {}): ConsumerRuntime => ({
    store,
    parked,
    now: () => new Date('2026-03-04T05:06:07Z'),
    sleep: async () => {},
    timeLeft: () => Number.POSITIVE_INFINITY,
    onParked: () => {},
    ...more,
  });
  const run = (consumer: Consumer, commits: readonly Commit[], more: Partial<ConsumerRuntime> = {}) => {
    const streams = [...new Set(commits.map(({ stream }) => stream))];
    return runConsumer(
      consumer,
      streams.map((stream) => ({ stream, commits: commits.filter((each) => each.stream === stream) })),
      runtime(more),
    );
  };
  const row = async (id: string) => (await rows.load([id])).get(id);

  /** A projection's error says which event it is about. */
  const failed = (cause: Error) =>
    new EventSourcingError({
      code: 'ProjectionFailed',
      message: `evolve of accounts threw on Account/1@2 (Deposited), whose data has the fields amount: ${cause.name}: ${cause.message}`,
      details: { projection: 'accounts', event: 'Account/1@2' },
      cause,
    });

  for (const [what, make, failure] of [
    ['publisher', publisher, (error: Error) => error],
    ['projection', projection, failed],
  ] as const) {
    describe(`a ${what}`, () => {
      it('has the commit parked after three tries, with its error; nothing is delivered again', async () => {
        const onParked: object[] = [];
        const consumer = make();

        expect(await run(consumer, history, { onParked: (facts) => onParked.push(facts) })).to.deep.equal([]);

        expect(await parked.load(consumer.name, 'Account/1')).to.deep.equal({
          consumer: consumer.name,
          stream: 'Account/1',
          version: 2,
          last: 4,
          error: parkedError(failure(new Error('unlucky'))),
          at: '2026-03-04T05:06:07.000Z',
        });
        expect(tries).to.equal(4);
        expect(onParked).to.deep.equal([
          { consumer: consumer.name, stream: 'Account/1', version: 2, error: failure(new Error('unlucky')) },
        ]);
        expect((await consumer.positions(['Account/1', 'Account/2'])).get('Account/1')).to.equal(1);
        expect((await consumer.positions(['Account/1', 'Account/2'])).get('Account/2')).to.equal(1);
      });

      it('has later commits of the stream wait, without a try, while other streams pass', async () => {
        await run(make(), history.slice(0, 2));
        const before = tries;

        await run(make(), history.slice(2));

        expect(tries).to.equal(before);
        expect(await parked.load(make().name, 'Account/1')).to.include({ version: 2, last: 4 });
        expect((await make().positions(['Account/2'])).get('Account/2')).to.equal(1);
      });

      it('lets the stream go on where another invocation got past the commit before it was parked', async () => {
        const onParked: object[] = [];
        const racing: ParkedStore = {
          ...parked,
          async park(facts) {
            unlucky = undefined;
            await run(make(), history.slice(0, 2));
            await parked.park(facts);
          },
        };

        const undelivered = await run(make(), history, { parked: racing, onParked: (facts) => onParked.push(facts) });

        expect(undelivered).to.deep.equal([]);
        expect(await parked.count(make().name)).to.equal(0);
        expect((await make().positions(['Account/1'])).get('Account/1')).to.equal(4);
        expect(onParked).to.deep.equal([]);
      });

      it('tells of what is parked though it cannot look whether it still has to be', async () => {
        const away = new EventSourcingError({ code: 'StoreUnavailable', message: 'no answer', details: { store: 'rows' } });
        const onParked: object[] = [];
        let isParked = false;
        const consumer = make();
        const blind: Consumer = { ...consumer, positions: (streams) => (isParked ? Promise.reject(away) : consumer.positions(streams)) };
        const noting: ParkedStore = {
          ...parked,
          async park(facts) {
            await parked.park(facts);
            isParked = true;
          },
        };

        const undelivered = await run(blind, history, { parked: noting, onParked: (facts) => onParked.push(facts) });

        expect(undelivered).to.deep.equal([{ stream: 'Account/1', error: away }]);
        expect(await parked.load(consumer.name, 'Account/1')).to.include({ version: 2, last: 4 });
        expect(onParked).to.deep.equal([
          { consumer: consumer.name, stream: 'Account/1', version: 2, error: failure(new Error('unlucky')) },
        ]);
      });

      it('goes on in order once it is redriven, and nothing that came meanwhile is missed', async () => {
        await run(make(), history.slice(0, 2));
        unlucky = undefined;
        const late = commit('Account/1', 5, [deposited(3)]);
        let came = false;
        const racing: ParkedStore = {
          ...parked,
          async release(consumer, stream, last) {
            if (!came) {
              came = true;
              await store.append(late);
              // A live invocation that had found the stream parked a moment ago.
              await parked.extend(consumer, stream, late.last);
            }
            return parked.release(consumer, stream, last);
          },
        };

        const outcome = await redrive(make(), 'Account/1', runtime({ parked: racing }));

        expect(outcome).to.deep.equal({ status: 'released', position: 5 });
        expect(await parked.load(make().name, 'Account/1')).to.equal(undefined);
        expect((await make().positions(['Account/1'])).get('Account/1')).to.equal(5);
      });

      it('stays parked when a redrive fails, at the commit that failed, since when it was', async () => {
        await run(make(), history);
        unlucky = new TypeError('still unlucky');

        const outcome = await redrive(make(), 'Account/1', runtime({ now: () => new Date() }));

        expect(outcome).to.include({ status: 'parked', version: 2 });
        expect(await parked.load(make().name, 'Account/1')).to.deep.include({
          error: parkedError(failure(new TypeError('still unlucky'))),
          at: '2026-03-04T05:06:07.000Z',
          last: 4,
        });
      });

      it('is not parked again by a redrive that failed, where another got past it meanwhile', async () => {
        await run(make(), history);
        const racing: ParkedStore = {
          ...parked,
          async park(facts) {
            unlucky = undefined;
            await redrive(make(), 'Account/1', runtime());
            await parked.park(facts);
          },
        };

        const outcome = await redrive(make(), 'Account/1', runtime({ parked: racing }));

        expect(outcome).to.deep.equal({ status: 'released', position: 4 });
        expect(await parked.count(make().name)).to.equal(0);
      });

      it('passes over a commit that is discarded, and takes the rest', async () => {
        await run(make(), history);

        const outcome = await discard(make(), 'Account/1', runtime());

        expect(outcome).to.deep.equal({ status: 'released', position: 4 });
        expect((await make().positions(['Account/1'])).get('Account/1')).to.equal(4);
        expect(await discard(make(), 'Account/1', runtime())).to.deep.equal({ status: 'notParked' });
      });

      it('is delivered again, and nothing parked, where a store is throttled or away', async () => {
        unlucky = new EventSourcingError({ code: 'StoreThrottled', message: 'slow down', details: { store: 's' } });

        const undelivered = await run(make(), history);

        expect(undelivered).to.deep.equal([{ stream: 'Account/1', error: unlucky }]);
        expect(await parked.count(make().name)).to.equal(0);
        expect((await make().positions(['Account/2'])).get('Account/2')).to.equal(1);
      });

      it('is delivered again where it cannot be parked, or the time is over', async () => {
        const away = new EventSourcingError({ code: 'StoreUnavailable', message: 'no answer', details: { store: 'parked' } });
        const broken: ParkedStore = { ...parked, park: () => Promise.reject(away) };

        expect(await run(make(), history, { parked: broken })).to.deep.equal([{ stream: 'Account/1', error: away }]);
        const [late] = await run(make(), history, { timeLeft: () => 1000 });
        expect(late).to.have.nested.property('error.code', 'ConsumerOutOfTime');
        expect(await parked.count(make().name)).to.equal(0);
      });
    });
  }

  it('shows what took effect, in order, when all is redriven', async () => {
    await run(publisher(), history);
    await run(projection(), history);
    unlucky = undefined;

    await redrive(publisher(), 'Account/1', runtime());
    await redrive(projection(), 'Account/1', runtime());

    expect(told.filter((each) => each.startsWith('Account/1'))).to.deep.equal([1, 2, 3, 4].map((version) => `Account/1@${version}`));
    expect(await row('1')).to.deep.include({ position: 4 });
    expect((await row('1'))?.row).to.deep.include({ balance: 16 });
  });

  it('discards the commit that was looked at, and not one that is of no interest before it', async () => {
    const consume = async (_: string, commits: readonly Commit[]) => {
      for (const [done, each] of commits.entries()) {
        if (isUnlucky(each)) return { done, error: new Error('unlucky') };
        told.push(`${each.stream}@${each.version}`);
      }
      return { done: commits.length };
    };
    const picky = () => reaction({ name: 'picky', follows: () => true, wants: ({ version }) => version > 1, consume, store, bookmarks });
    await run(picky(), history.slice(0, 4));

    await discard(picky(), 'Account/1', runtime());

    expect(told).to.deep.equal(['Account/1@3', 'Account/1@4']);
  });

  it('comes to the same as one that never failed, whatever is delivered when, and whenever it is redriven', async () => {
    const actions = fc.array(
      fc.oneof(
        fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 }).map((indexes) => ({ deliver: indexes.sort((a, b) => a - b) })),
        fc.constant({ redrive: true }),
        fc.boolean().map((failing) => ({ failing })),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(actions, async (steps) => {
        rows = inMemoryRowStore(accounts);
        parked = inMemoryParkedStore();
        bookmarks = inMemoryBookmarks();
        told = [];
        for (const step of steps) {
          if ('failing' in step) unlucky = step.failing ? new Error('unlucky') : undefined;
          else if ('redrive' in step) await Promise.all([publisher(), projection()].map((each) => redrive(each, 'Account/1', runtime())));
          else {
            const commits = step.deliver.flatMap((index) => history.slice(index, index + 1));
            await Promise.all([publisher(), projection()].map((each) => run(each, commits)));
          }
        }
        unlucky = undefined;
        await Promise.all([publisher(), projection()].map((each) => run(each, history)));
        await Promise.all([publisher(), projection()].map((each) => redrive(each, 'Account/1', runtime())));

        expect(told.filter((each) => each.startsWith('Account/1'))).to.deep.equal([1, 2, 3, 4].map((version) => `Account/1@${version}`));
        expect(told.filter((each) => each.startsWith('Account/2'))).to.deep.equal(['Account/2@1']);
        expect((await row('1'))?.row).to.deep.include({ balance: 16 });
        expect(await parked.count('publishers/audit')).to.equal(0);
        expect(await parked.count('projections/accounts')).to.equal(0);
      }),
    );
  });
});
