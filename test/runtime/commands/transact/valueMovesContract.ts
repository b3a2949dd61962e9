import { expect } from 'chai';
import fc from 'fast-check';
import { type AnyAggregate, createDispatcher, createSignals, type EventStore } from '../../../../runtime/src/index.js';
import { caught } from '../../caught.js';
import { all } from '../../commitBuilders.js';
import { Member, MemberBefore } from '../memberFixture.js';

type Step = readonly [id: string, email: string];

function prepare(store: EventStore, aggregate: AnyAggregate = Member) {
  const { execute, transact } = createDispatcher({
    aggregates: [aggregate],
    store,
    signals: createSignals(),
    sleep: async () => {},
    cache: false,
  });
  const send = (id: string, command: string, data: unknown = {}) => execute({ aggregate: 'Member', id, command, data });
  /** Members with an address each: `ann` has `ann@example.com`. */
  const join = async (...ids: string[]) => {
    for (const id of ids) await send(id, 'Join', { email: `${id}@example.com` });
  };
  /** Changes addresses in one transaction, in this order. */
  const change = (...steps: Step[]) =>
    transact(async (scope) => {
      for (const [id, email] of steps) {
        await scope.execute({ aggregate: 'Member', id, command: 'ChangeEmail', data: { email: `${email}@example.com` } });
      }
    });
  /** Whether nobody else can have the address, and its owner can give it up. */
  const has = async (id: string, email: string): Promise<boolean> => {
    const rival = `rival-${crypto.randomUUID()}`;
    const error = await send(rival, 'Join', { email: `${email}@example.com` }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error === undefined) return false;
    await send(id, 'ChangeEmail', { email: `${rival}@example.com` });
    await send(rival, 'Join', { email: `${email}@example.com` });
    return true;
  };
  return { store, send, transact, join, change, has };
}

/** What a dispatcher keeps of values that go from one stream to another, on a store that is empty each time. */
export function valueMovesContract(create: () => Promise<EventStore>, runs: number): void {
  describe('a unique value in a transaction', () => {
    const orders: [string, Step[]][] = [
      [
        'given up first',
        [
          ['ann', 'new'],
          ['bob', 'ann'],
        ],
      ],
      [
        'taken first',
        [
          ['bob', 'ann'],
          ['ann', 'new'],
        ],
      ],
    ];
    for (const [title, steps] of orders) {
      it(`goes from one stream to another: ${title}`, async () => {
        const { join, change, has } = prepare(await create());
        await join('ann', 'bob');

        await change(...steps);

        expect([await has('bob', 'ann'), await has('ann', 'new')]).to.deep.equal([true, true]);
        expect(await has('bob', 'bob')).to.equal(false);
      });
    }

    it('goes from a stream that is closed to one that is created', async () => {
      const { join, transact, has } = prepare(await create());
      await join('ann');

      await transact(async ({ execute }) => {
        await execute({ aggregate: 'Member', id: 'bob', command: 'Join', data: { email: 'ann@example.com' } });
        await execute({ aggregate: 'Member', id: 'ann', command: 'Leave', data: {} });
      });

      expect(await has('bob', 'ann')).to.equal(true);
    });

    it('goes to the next of a chain or a ring, whatever the order', async () => {
      const ids = ['ann', 'bob', 'carl', 'dora'];
      const shuffled = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(shuffled, fc.boolean(), async (order, ring) => {
          const { join, change, has } = prepare(await create());
          await join(...ids);
          const next = ids.map((id, index): Step => [id, ids[index + 1] ?? (ring ? 'ann' : 'new')]);

          await change(...order.flatMap((index) => next.slice(index, index + 1)));

          for (const [id, email] of next) expect(await has(id, email), `${id} has ${email}`).to.equal(true);
        }),
        { numRuns: runs },
      );
    });

    it('is passed on by a stream that had it in between, which leaves nothing behind', async () => {
      const { join, change, has } = prepare(await create());
      await join('ann', 'bob');

      await change(['ann', 'new'], ['bob', 'ann'], ['bob', 'newer'], ['ann', 'ann']);

      expect([await has('ann', 'ann'), await has('bob', 'newer')]).to.deep.equal([true, true]);
      expect(await has('bob', 'new')).to.equal(false);
    });

    it('is refused where two of its streams would have it, and both are named', async () => {
      const { join, change, transact, store } = prepare(await create());
      await join('ann', 'bob', 'carl');

      const taken = await caught(change(['ann', 'new'], ['bob', 'new']));
      const kept = await caught(
        transact(async ({ execute, load }) => {
          await load(Member, 'carl');
          await execute({ aggregate: 'Member', id: 'bob', command: 'ChangeEmail', data: { email: 'carl@example.com' } });
        }),
      );

      expect([taken.code, kept.code]).to.deep.equal(['ValueTaken', 'ValueTaken']);
      expect(taken.details).to.deep.equal({ stream: 'Member/bob', unique: 'email' });
      expect(taken.message).to.include('Member/bob').and.include('Member/ann');
      expect(kept.message).to.include('Member/bob').and.include('Member/carl');
      expect(await all(store.read('Member/bob'))).to.have.length(1);
    });

    it('is refused where a third stream has it, though another of the transaction gives it up', async () => {
      const store = await create();
      const { join, change, send } = prepare(store);
      await prepare(store, MemberBefore).send('ann', 'Join', { email: 'carl@example.com' });
      await join('bob', 'carl');

      const error = await caught(change(['ann', 'new'], ['bob', 'carl']));

      expect(error).to.include({ code: 'ValueTaken' });
      expect((await send('ann', 'ChangeEmail', { email: 'new@example.com' })).version).to.equal(2);
    });
  });

  describe('a unique value of a stream from before it was unique', () => {
    it('can be given up, though another has the guard by now, and stays with the other', async () => {
      const store = await create();
      await prepare(store, MemberBefore).send('ann', 'Join', { email: 'bob@example.com' });
      const { join, send, has } = prepare(store);
      await join('bob');

      const { version } = await send('ann', 'ChangeEmail', { email: 'ann@example.com' });
      await send('ann', 'Leave');

      expect(version).to.equal(2);
      expect(await has('bob', 'bob')).to.equal(true);
    });

    it('goes from one stream to another', async () => {
      const store = await create();
      await prepare(store, MemberBefore).join('ann', 'bob');
      const { change, has } = prepare(store);

      await change(['bob', 'ann'], ['ann', 'bob']);

      expect([await has('ann', 'bob'), await has('bob', 'ann')]).to.deep.equal([true, true]);
    });
  });
}
