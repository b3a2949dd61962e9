import { expect } from 'chai';
import fc from 'fast-check';
import { type Commit, defineProjection, type EventStore, inMemoryEventStore, object } from '../../../../runtime/src/index.js';
import type { AnyProjection } from '../../../../runtime/src/projections/projection.js';
import { projectionConsumer } from '../../../../runtime/src/projections/projectionConsumer.js';
import { inMemoryRowStore } from '../../../../runtime/src/projections/rows/inMemoryRowStore.js';
import type { RowStore } from '../../../../runtime/src/projections/rows/rowStore.js';
import type { Outcome } from '../../../../runtime/src/stream/consumer.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { Account } from '../../accountFixture.js';
import { caughtSync } from '../../caught.js';
import { commit, deposited, opened, withdrawn } from '../../commitBuilders.js';
import { amounts } from '../projectionContract.js';

const validate = createValidator();
const nothingParked = async () => false;

describe('rows that many streams feed', () => {
  let rows: RowStore;
  let store: EventStore;
  beforeEach(() => {
    rows = inMemoryRowStore(amounts);
    store = inMemoryEventStore();
  });

  const append = async (...commits: readonly Commit[]) => {
    for (const each of commits) await store.append(each);
    return commits;
  };
  const take = (commits: readonly Commit[], { on = rows, projection = amounts }: { on?: RowStore; projection?: AnyProjection } = {}) => {
    const streams = [...new Set(commits.map(({ stream }) => stream))];
    const batches = streams.map((stream) => ({ stream, commits: commits.filter((each) => each.stream === stream) }));
    return projectionConsumer({ projection, rows: on, store, validate }).take(batches, nothingParked);
  };
  const row = async (key: string) => (await rows.load([key])).get(key)?.row;
  const errorOf = (outcome: Outcome | undefined): Error => {
    if (outcome?.status !== 'failed' || !(outcome.error instanceof Error)) throw new Error(`It is ${outcome?.status}.`);
    return outcome.error;
  };
  /** A hundred events of ten streams on ten rows. */
  const hundred = (): Commit[] =>
    Array.from({ length: 10 }, (_, stream) => stream).flatMap((stream) =>
      Array.from({ length: 10 }, (_, n) => commit(`Account/${stream}`, n + 1, [deposited(n + 1)])),
    );

  it('take each event of each stream once, whatever is delivered again', async () => {
    const commits = await append(
      commit('Account/1', 1, [opened()]),
      commit('Account/1', 2, [deposited(5), withdrawn(3)]),
      commit('Account/2', 1, [deposited(5)]),
    );

    await take(commits);
    await take(commits);
    await take(commits.slice(1, 2));

    expect(await row('5')).to.deep.equal({ count: 2, total: 10 });
    expect(await row('3')).to.deep.equal({ count: 1, total: -3 });
    expect((await rows.list({ limit: 10 })).rows).to.have.length(2);
  });

  it('take what lies between from the table', async () => {
    const [first, second, third] = await append(
      commit('Account/1', 1, [deposited(5)]),
      commit('Account/1', 2, [deposited(5)]),
      commit('Account/1', 3, [deposited(5)]),
    );
    if (!first || !second || !third) throw new Error('three commits');

    await take([first]);
    await take([third]);
    await take([second]);

    expect(await row('5')).to.deep.equal({ count: 3, total: 15 });
  });

  it('are each written once for a batch, together with the positions', async () => {
    const commits = await append(...hundred());
    const written: number[][] = [];
    const counting: RowStore = {
      ...rows,
      ...(rows.shared && {
        shared: {
          ...rows.shared,
          commit(changes, positions) {
            written.push([changes.length, positions.length]);
            return rows.shared?.commit(changes, positions) ?? Promise.resolve(false);
          },
        },
      }),
    };

    await take(commits, { on: counting });

    expect(written).to.deep.equal([[10, 10]]);
    expect(await row('3')).to.deep.equal({ count: 10, total: 30 });
  });

  it('are written in as many transactions as they need, each event once', async () => {
    const streams = Array.from({ length: 150 }, (_, n) => commit(`Account/${n}`, 1, [deposited(7), deposited(n + 100)]));
    const commits = await append(...streams);

    await take(commits);
    await take(commits);

    expect(await row('7')).to.deep.equal({ count: 150, total: 1050 });
    expect(await row('249')).to.deep.equal({ count: 1, total: 249 });
  });

  it('are right though many invocations write them at once', async () => {
    const commits = await append(...hundred());
    const part = (from: number) => commits.filter((_, index) => Math.floor(index / 10) >= from && Math.floor(index / 10) < from + 4);

    await Promise.all([take(part(0)), take(part(3)), take(part(6)), take(commits)]);

    for (let n = 1; n <= 10; n++) expect(await row(`${n}`), `row ${n}`).to.deep.equal({ count: 10, total: n * 10 });
  });

  it('wait where a stream is parked, and take the others', async () => {
    const [, second, other] = await append(
      commit('Account/1', 1, [deposited(5)]),
      commit('Account/1', 2, [deposited(5)]),
      commit('Account/2', 1, [deposited(5)]),
    );
    if (!second || !other) throw new Error('three commits');
    const consumer = projectionConsumer({ projection: amounts, rows, store, validate });

    const outcomes = await consumer.take(
      [
        { stream: 'Account/1', commits: [second] },
        { stream: 'Account/2', commits: [other] },
      ],
      async (stream, last) => stream === 'Account/1' && last === 2,
    );

    expect(outcomes).to.deep.equal([{ status: 'waits' }, { status: 'done' }]);
    expect(await row('5')).to.deep.equal({ count: 1, total: 5 });
  });

  it('take what comes before an event that fails, and all of the other streams', async () => {
    const commits = await append(
      commit('Account/1', 1, [deposited(5)]),
      commit('Account/1', 2, [deposited(13)]),
      commit('Account/1', 3, [deposited(5)]),
      commit('Account/2', 1, [deposited(5)]),
    );
    const superstitious = {
      ...amounts,
      evolve: {
        ...amounts.evolve,
        Deposited(before: unknown, event: { data: unknown }) {
          if ((event.data as { amount: number }).amount === 13) throw new Error('unlucky');
          return { count: ((before as { count?: number })?.count ?? 0) + 1, total: 0 };
        },
      },
    };

    const outcomes = await take(commits, { projection: superstitious });

    expect(errorOf(outcomes[0])).to.include({ code: 'ProjectionFailed' });
    expect(errorOf(outcomes[0]).message).to.include('Account/1@2 (Deposited)').and.include('Error: unlucky');
    expect(outcomes[1]).to.deep.equal({ status: 'done' });
    expect(await row('5')).to.deep.include({ count: 2 });
    expect([...(await (rows.shared?.positions(['Account/1', 'Account/2']) ?? []))]).to.deep.equal([
      ['Account/1', 1],
      ['Account/2', 1],
    ]);
  });

  it('name projection, event and fields where the key gives none', async () => {
    const commits = await append(commit('Account/1', 1, [deposited(5)]));
    const keyless = { ...amounts, key: (event: { data: unknown }) => (event.data as { customerId: string }).customerId };

    const [outcome] = await take(commits, { projection: keyless });

    expect(errorOf(outcome)).to.include({ code: 'RowKeyInvalid' });
    expect(errorOf(outcome).message).to.include('amounts').and.include('Account/1@1 (Deposited)').and.include('the fields amount');
  });

  it('name projection, event and fields where the key throws', async () => {
    const commits = await append(commit('Account/1', 1, [opened(), deposited(5)]));
    const customerOf = (data: unknown) => (data as { customer: { id: string } }).customer.id;
    const throwing = {
      ...amounts,
      key: ({ type, data }: { type: string; data: unknown }) => (type === 'Opened' ? null : customerOf(data)),
    };

    const [outcome] = await take(commits, { projection: throwing });

    expect(errorOf(outcome)).to.include({ code: 'ProjectionFailed' });
    expect(errorOf(outcome).message).to.include('key of amounts').and.include('Account/1@2 (Deposited)').and.include('the fields amount');
    expect(errorOf(outcome).message).to.include('TypeError').and.include("reading 'id'");
  });

  it('refuse a commit for more rows than one transaction holds, with the numbers', async () => {
    const many = Array.from({ length: 120 }, (_, n) => deposited(n + 1));
    const commits = await append(commit('Account/1', 1, many), commit('Account/2', 1, [deposited(5)]));

    const outcomes = await take(commits);

    expect(errorOf(outcomes[0])).to.include({ code: 'TransactionTooLarge' });
    expect(outcomes[1]).to.deep.equal({ status: 'done' });
  });

  it('are refused where the store has no transactions', () => {
    const { shared: _, ...plain } = rows;

    const error = caughtSync(() => projectionConsumer({ projection: amounts, rows: plain, store, validate }));

    expect(error).to.include({ code: 'DefinitionInvalid' });
  });

  it('say that their fold commutes', () => {
    const parts = { name: 'x', from: [Account], row: object({}), evolve: {} } as const;

    // @ts-expect-error: it does not say so
    expect(caughtSync(() => defineProjection({ ...parts, key: () => 'x' })).message).to.include('commutes: true');
    // @ts-expect-error: there is nothing that could commute
    expect(caughtSync(() => defineProjection({ ...parts, commutes: true })).message).to.include('with key only');
  });

  it('are the same, whatever order the streams come in and whatever comes again', async () => {
    const commits = hundred();
    await append(...commits);
    const deliveries = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 30 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (batches) => {
        rows = inMemoryRowStore(amounts);
        const pick = (indexes: readonly number[]) => [...indexes].sort((a, b) => a - b).flatMap((index) => commits.slice(index, index + 1));

        for (const indexes of batches) await take(pick(indexes));
        await take(pick(Array.from({ length: 10 }, (_, stream) => stream * 10 + 9)));

        for (let n = 1; n <= 10; n++) expect(await row(`${n}`), `row ${n}`).to.deep.equal({ count: 10, total: n * 10 });
      }),
      { numRuns: 50 },
    );
  });
});
