import { expect } from 'chai';
import fc from 'fast-check';
import { type Commit, type EventStore, inMemoryEventStore } from '../../../../runtime/src/index.js';
import { rowPerStream } from '../../../../runtime/src/projections/folding/rowPerStream.js';
import type { AnyProjection } from '../../../../runtime/src/projections/projection.js';
import { inMemoryRowStore } from '../../../../runtime/src/projections/rows/inMemoryRowStore.js';
import type { RowStore } from '../../../../runtime/src/projections/rows/rowStore.js';
import type { Outcome } from '../../../../runtime/src/stream/consumer.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { accounts } from '../../accountFixture.js';
import { closed, commit, deposited, opened, withdrawn } from '../../commitBuilders.js';

const validate = createValidator();
const nothingParked = async () => false;

describe('a row that one stream feeds', () => {
  const stream = 'Account/1';
  const history = [commit(stream, 1, [opened('Ann')]), commit(stream, 2, [deposited(10), withdrawn(3)]), commit(stream, 4, [deposited(5)])];
  const complete = { position: 4, row: { id: '1', owner: 'Ann', balance: 12, events: 4 } };
  let rows: RowStore;
  let store: EventStore;

  beforeEach(async () => {
    rows = inMemoryRowStore(accounts);
    store = inMemoryEventStore();
    for (const each of history) await store.append(each);
  });

  const take = async (commits: readonly Commit[], on: RowStore = rows, projection: AnyProjection = accounts): Promise<Outcome> => {
    const consumer = rowPerStream({ name: 'projections/accounts', projection, rows: on, store, validate });
    const [outcome] = await consumer.take([{ stream: commits[0]?.stream ?? '', commits }], nothingParked);
    if (!outcome) throw new Error('no outcome');
    return outcome;
  };
  const row = async () => (await rows.load(['1'])).get('1');
  const errorOf = (outcome: Outcome): Error => {
    if (outcome.status !== 'failed' || !(outcome.error instanceof Error)) throw new Error(`It is ${outcome.status}.`);
    return outcome.error;
  };

  it('is the fold of the stream, with the position it has got to', async () => {
    expect(await take(history)).to.deep.equal({ status: 'done' });

    expect(await row()).to.deep.equal(complete);
  });

  it('is read and written once for a batch, and rows of other streams with it', async () => {
    const other = [commit('Account/2', 1, [opened('Bob')])];
    const requests: string[] = [];
    const counting: RowStore = {
      ...rows,
      load(keys) {
        requests.push(`load ${keys}`);
        return rows.load(keys);
      },
      save(changes) {
        requests.push(`save ${changes.map(({ key, row }) => `${key}@${row.position}`)}`);
        return rows.save(changes);
      },
    };
    const consumer = rowPerStream({ name: 'x', projection: accounts, rows: counting, store, validate });

    await consumer.take(
      [
        { stream, commits: history },
        { stream: 'Account/2', commits: other },
      ],
      nothingParked,
    );
    await consumer.take([{ stream, commits: history }], nothingParked);

    expect(requests).to.deep.equal(['load 1,2', 'save 1@4,2@1', 'load 1', 'save ']);
  });

  it('skips what it reflects already', async () => {
    await take(history);
    await take(history);
    await take(history.slice(0, 1));

    expect(await row()).to.deep.equal(complete);
  });

  it('takes from the table what was not delivered, before a batch and in its middle', async () => {
    await take(history.slice(0, 1));
    await take(history.slice(2));
    const second = await row();
    rows = inMemoryRowStore(accounts);
    await take(history.filter(({ version }) => version !== 2));

    expect(second).to.deep.equal(complete);
    expect(await row()).to.deep.equal(complete);
  });

  it('stays as it was where the table has a gap', async () => {
    const lone = commit(stream, 9, [deposited(1)]);
    await store.append(lone);
    await take(history);

    expect(errorOf(await take([lone]))).to.include({ code: 'StreamCorrupt' });
    expect(await row()).to.deep.equal(complete);
  });

  it('leaves a tombstone, so that a late delivery does not bring it back', async () => {
    const end = commit(stream, 5, [closed()], { closes: true });
    await store.append(end);
    await take([...history, end]);
    await take(history);
    await take([...history, end]);

    expect(await row()).to.deep.equal({ position: 5, row: null });
    expect((await rows.list({ limit: 10 })).rows).to.deep.equal([]);
  });

  it('is right though two invocations have the same stream at once', async () => {
    await Promise.all([take(history.slice(0, 1)), take(history.slice(0, 2)), take(history), take(history.slice(1))]);

    expect(await row()).to.deep.equal(complete);
  });

  it('is written up to the event that its fold fails on, and says which', async () => {
    const failing = { ...accounts, evolve: { ...accounts.evolve, Withdrawn: () => ({ id: '1', owner: 'Ann', balance: 1, events: 1.5 }) } };

    const error = errorOf(await take([...history], rows, failing));

    expect(error).to.include({ code: 'RowInvalid' });
    expect(error.message).to.include('accounts').and.include(`${stream}@3`).and.include('/events');
    expect(await row()).to.deep.include({ position: 1 });
  });

  it('gives up, for now, where others are faster ten times in a row', async () => {
    const rival: RowStore = { ...rows, save: async (changes) => changes.map(() => ({ status: 'conflict' as const })) };

    expect(errorOf(await take(history, rival))).to.include({ code: 'RowConflict' });
  });

  it('is the fold of the events, whatever is delivered again, in whatever batches', async () => {
    const batches = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(batches, async (deliveries) => {
        rows = inMemoryRowStore(accounts);
        const pick = (indexes: readonly number[]) => [...new Set(indexes)].sort().flatMap((index) => history.slice(index, index + 1));

        for (const indexes of deliveries) await take(pick(indexes));
        await take(pick([2]));

        expect(await row()).to.deep.equal(complete);
      }),
    );
  });
});
