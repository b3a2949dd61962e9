import { expect } from 'chai';
import fc from 'fast-check';
import { type AnyProjection, type Commit, defineProjection, inMemoryEventStore, object } from '../../../runtime/src/index.js';
import { projectionConsumer } from '../../../runtime/src/projections/projectionConsumer.js';
import type { RowStore } from '../../../runtime/src/projections/rows/rowStore.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { Account, accounts } from '../accountFixture.js';
import { closed, commit, deposited, opened, withdrawn } from '../commitBuilders.js';

/** Deposits by their amount: rows that every account feeds. */
export const amounts = defineProjection({
  name: 'amounts',
  from: [Account],
  row: object({ count: { type: 'integer' }, total: { type: 'number' } }),
  key: (event) => ('amount' in event.data ? `${event.data.amount}` : null),
  commutes: true,
  evolve: {
    Opened: () => ({ count: 1, total: 0 }),
    Deposited: (row, { data }) => ({ count: (row?.count ?? 0) + 1, total: (row?.total ?? 0) + data.amount }),
    Withdrawn: (row, { data }) => ({ count: (row?.count ?? 0) + 1, total: (row?.total ?? 0) - data.amount }),
  },
});

const validate = createValidator();
const nothingParked = async () => false;
let prefixes = 0;

/** A store of a projection's rows, and a second client of the same rows: what two containers have. */
export type OpenTwo = (projection: AnyProjection) => Promise<readonly [RowStore, RowStore]>;

/** What projections come to on every store, whatever is delivered, and to how many containers. `open` is called once for a projection. */
export function projectionContract(open: OpenTwo, { shared = true } = {}): void {
  const prefixed = () => `p${++prefixes}-`;

  describe('a projection whose rows are fed by one stream each', () => {
    const history = (id: string) => [
      commit(`Account/${id}`, 1, [opened('Ann')]),
      commit(`Account/${id}`, 2, [deposited(10), withdrawn(3)]),
      commit(`Account/${id}`, 4, [deposited(5)]),
    ];
    const complete = (id: string) => ({ position: 4, row: { id, owner: 'Ann', balance: 12, events: 4 } });
    let stores: readonly RowStore[];
    let row: (id: string) => Promise<unknown>;
    before(async () => {
      const [one, other] = await open(accounts);
      stores = [one, other];
      row = async (id) => (await one.load([id])).get(id);
    });

    async function consumers(commits: readonly Commit[]) {
      const store = inMemoryEventStore();
      for (const each of commits) await store.append(each);
      return stores.map((rows) => projectionConsumer({ projection: accounts, rows, store, validate }));
    }

    it('has each event once, in order, whatever is delivered again, in whatever batches, to whomever', async () => {
      const delivery = fc.record({
        container: fc.integer({ min: 0, max: 1 }),
        commits: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 5 }), fc.boolean(), async (deliveries, atOnce) => {
          const id = prefixed();
          const commits = history(id);
          const containers = await consumers(commits);
          const deliver = async ({ container, commits: wanted }: (typeof deliveries)[number]) => {
            const batch = [...wanted].sort().flatMap((index) => commits.slice(index, index + 1));
            await containers[container]?.take([{ stream: `Account/${id}`, commits: batch }], nothingParked);
          };

          if (atOnce) await Promise.all(deliveries.map(deliver));
          else for (const each of deliveries) await deliver(each);
          await deliver({ container: 0, commits: [2] });

          expect(await row(id)).to.deep.equal(complete(id));
        }),
        { numRuns: 30 },
      );
    });

    it('stays without a row that was removed, however late its events come again', async () => {
      const id = prefixed();
      const end = commit(`Account/${id}`, 5, [closed()], { closes: true });
      const commits = [...history(id), end];
      const [one, other] = await consumers(commits);
      const batch = (from: number, to?: number) => [{ stream: `Account/${id}`, commits: commits.slice(from, to) }];

      await one?.take(batch(0), nothingParked);
      await other?.take(batch(0, 1), nothingParked);
      await Promise.all([one?.take(batch(0, 3), nothingParked), other?.take(batch(0), nothingParked)]);

      expect(await row(id)).to.deep.equal({ position: 5, row: null });
    });

    it('takes what one container discards and another takes at the same time as one of the two', async () => {
      const id = prefixed();
      const commits = history(id);
      const [first, second] = commits;
      if (!first || !second) throw new Error('three commits');
      const [one, other] = await consumers(commits);
      await one?.take([{ stream: first.stream, commits: [first] }], nothingParked);

      const [passed] = await Promise.all([
        one?.skip(first.stream, second),
        other?.take([{ stream: first.stream, commits: [second] }], nothingParked),
      ]);

      const row1 = { id, owner: 'Ann', balance: 0, events: 1 };
      const row2 = { id, owner: 'Ann', balance: 7, events: 3 };
      expect(await row(id)).to.deep.equal({ position: 3, row: passed ? row1 : row2 });
    });
  });

  if (!shared) return;

  describe('a projection whose rows are fed by many streams', () => {
    let stores: readonly RowStore[];
    before(async () => {
      stores = await open(amounts);
    });

    it('has each event once, whatever order the streams come in, whatever comes again, to whomever', async () => {
      const delivery = fc.record({
        container: fc.integer({ min: 0, max: 1 }),
        commits: fc.uniqueArray(fc.integer({ min: 0, max: 19 }), { minLength: 1, maxLength: 12 }),
      });
      // A store that let one look at positions between another's rows and its positions counted twice.
      const twoAtOnce = [
        { container: 0, commits: [16, 0, 5] },
        { container: 0, commits: [18] },
      ];
      await fc.assert(
        fc.asyncProperty(fc.array(delivery, { maxLength: 6 }), fc.boolean(), async (deliveries, atOnce) => {
          const prefix = prefixed();
          // Five streams of four commits; amounts that no other run has.
          const base = prefixes * 1000;
          const commits = Array.from({ length: 20 }, (_, n) =>
            commit(`Account/${prefix}${Math.floor(n / 4)}`, (n % 4) + 1, [deposited(base + (n % 3))]),
          );
          const store = inMemoryEventStore();
          for (const each of commits) await store.append(each);
          const containers = stores.map((rows) => projectionConsumer({ projection: amounts, rows, store, validate }));
          const deliver = async ({ container, commits: wanted }: (typeof deliveries)[number]) => {
            const batch = [...wanted].sort((a, b) => a - b).flatMap((index) => commits.slice(index, index + 1));
            const streams = [...new Set(batch.map(({ stream }) => stream))];
            const batches = streams.map((stream) => ({ stream, commits: batch.filter((each) => each.stream === stream) }));
            return containers[container]?.take(batches, nothingParked);
          };

          if (atOnce) await Promise.all(deliveries.map(deliver));
          else for (const each of deliveries) await deliver(each);
          const last = await deliver({ container: 0, commits: [3, 7, 11, 15, 19] });

          expect(last?.map(({ status }) => status)).to.deep.equal(Array(5).fill('done'));
          const found = (await stores[0]?.load([0, 1, 2].map((n) => `${base + n}`))) ?? new Map();
          for (const n of [0, 1, 2]) {
            const count = commits.filter((_, index) => index % 3 === n).length;
            expect(found.get(`${base + n}`)?.row, `row ${n}`).to.deep.equal({ count, total: count * (base + n) });
          }
        }),
        { numRuns: 25, examples: [[twoAtOnce, true]] },
      );
    });
  });
}
