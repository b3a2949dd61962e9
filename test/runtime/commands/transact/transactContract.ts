import { expect } from 'chai';
import fc from 'fast-check';
import { createDispatcher, createSignals, EventSourcingError, type EventStore } from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all, commit, deposited } from '../../commitBuilders.js';
import { Member } from '../memberFixture.js';

function prepare(store: EventStore) {
  const { execute, transact } = createDispatcher({ aggregates: [Account, Member], store, signals: createSignals(), sleep: async () => {} });
  const send = (id: string, command: string, data: unknown = {}, more: object = {}) =>
    execute({ aggregate: 'Account', id, command, data, ...more });
  const move = (amount: number, more: { from?: object; to?: object } = {}) =>
    transact(async (scope) => {
      const from = await scope.execute({ aggregate: 'Account', id: 'ann', command: 'Withdraw', data: { amount }, ...more.from });
      const to = await scope.execute({ aggregate: 'Account', id: 'bob', command: 'Deposit', data: { amount }, ...more.to });
      return [from.version, to.version];
    });
  const balance = async (id: string) =>
    (await all(store.read(`Account/${id}`)))
      .flatMap(({ events }) => events)
      .reduce((sum, { type, data }) => {
        const { amount = 0 } = data as { amount?: number };
        return type === 'Deposited' ? sum + amount : type === 'Withdrawn' ? sum - amount : sum;
      }, 0);
  const open = async () => {
    await send('ann', 'Open', { owner: 'Ann' });
    await send('ann', 'Deposit', { amount: 10 });
    await send('bob', 'Open', { owner: 'Bob' });
  };
  return { store, send, transact, move, balance, open };
}

/** What a dispatcher keeps of transactions, on a store that is empty each time. `runs`: how often a property is tried. */
export function transactContract(create: () => Promise<EventStore>, runs: number): void {
  describe('a transaction', () => {
    it('stores the events of all its commands', async () => {
      const { open, move, balance } = prepare(await create());
      await open();

      const versions = await move(4);

      expect(versions).to.deep.equal([3, 2]);
      expect([await balance('ann'), await balance('bob')]).to.deep.equal([6, 4]);
    });

    it('stores nothing when one of its commands is refused', async () => {
      const { open, send, transact, balance } = prepare(await create());
      await open();
      await send('bob', 'Close');

      const error = await caught(
        transact(async ({ execute }) => {
          await execute({ aggregate: 'Account', id: 'ann', command: 'Withdraw', data: { amount: 4 } });
          await execute({ aggregate: 'Account', id: 'bob', command: 'Deposit', data: { amount: 4 } });
        }),
      );

      expect(error).to.include({ code: 'AggregateDeleted' });
      expect(await balance('ann')).to.equal(10);
    });

    it('decides each command on what those before it did', async () => {
      const { open, transact, store } = prepare(await create());
      await open();

      const { version } = await transact(async ({ execute, load }) => {
        await execute({ aggregate: 'Account', id: 'ann', command: 'Deposit', data: { amount: 5 } });
        await execute({ aggregate: 'Account', id: 'ann', command: 'Withdraw', data: { amount: 15 } });
        return load(Account, 'ann');
      });

      expect(version).to.equal(4);
      expect((await all(store.read('Account/ann'))).map((stored) => stored.version)).to.deep.equal([1, 2, 3, 4]);
    });

    it('is run again when a stream that it only read has moved', async () => {
      const store = await create();
      await prepare(store).open();
      let rivals = 1;
      const { transact } = prepare({
        ...store,
        async transact(transaction) {
          if (rivals-- > 0) await store.append(commit('Account/ann', 3, [deposited(5)]));
          return store.transact(transaction);
        },
      });

      const seen = await transact(async ({ execute, load }) => {
        const { state } = await load(Account, 'ann');
        await execute({ aggregate: 'Account', id: 'bob', command: 'Deposit', data: { amount: state.balance } });
        return state.balance;
      });

      expect(seen).to.equal(15);
      expect(await prepare(store).balance('bob')).to.equal(15);
    });

    it('gives up after some tries, and names the stream that others were first on, with both versions', async () => {
      const store = await create();
      await prepare(store).open();
      const { move } = prepare({
        ...store,
        async transact(transaction) {
          const version = (await all(store.read('Account/bob'))).length + 1;
          await store.append(commit('Account/bob', version, [deposited(1)]));
          return store.transact(transaction);
        },
      });

      const error = await caught(move(1));

      expect(error).to.include({ code: 'Conflict' });
      expect(error.details).to.include({ stream: 'Account/bob' });
      expect(error.details)
        .to.have.property('actual')
        .that.is.greaterThan(Number(Reflect.get(error.details, 'expected')));
    });

    it('whose answer is lost is stored once, and succeeds', async () => {
      const store = await create();
      await prepare(store).open();
      let lost = 0;
      const { move } = prepare({
        ...store,
        async transact(transaction) {
          const result = await store.transact(transaction);
          if (lost++ > 0) return result;
          throw new EventSourcingError({ code: 'StoreUnavailable', message: 'lost', details: { store: 'test' } });
        },
      });

      const versions = await move(4);

      expect(versions).to.deep.equal([3, 2]);
      expect([await prepare(store).balance('ann'), await prepare(store).balance('bob')]).to.deep.equal([6, 4]);
    });

    it('that is repeated with the same keys is answered as the first time', async () => {
      const { open, move, balance } = prepare(await create());
      await open();
      const keys = { from: { commandId: 'rent' }, to: { commandId: 'rent' } };
      const first = await move(4, keys);

      const again = await move(4, keys);

      expect(again).to.deep.equal(first);
      expect(await balance('bob')).to.equal(4);
    });

    it('refuses a value that another stream has, and one that two of its streams want', async () => {
      const { transact, store } = prepare(await create());
      const join = (...ids: string[]) =>
        transact(async ({ execute }) => {
          for (const id of ids) await execute({ aggregate: 'Member', id, command: 'Join', data: { email: 'a@example.com' } });
        });

      const two = await caught(join('ann', 'bob'));
      await join('ann');
      const second = await caught(join('bob'));

      expect([two.code, second.code]).to.deep.equal(['ValueTaken', 'ValueTaken']);
      expect(await all(store.read('Member/bob'))).to.deep.equal([]);
    });

    it('runs commands that are sent side by side one after the other', async () => {
      const { open, transact, balance } = prepare(await create());
      await open();

      const results = await transact(({ execute }) =>
        Promise.all([1, 2, 3].map((amount) => execute({ aggregate: 'Account', id: 'bob', command: 'Deposit', data: { amount } }))),
      );

      expect(results.map(({ version }) => version)).to.deep.equal([2, 3, 4]);
      expect(await balance('bob')).to.equal(6);
    });

    it('keeps the unique values of commands that are sent side by side', async () => {
      const { transact, store } = prepare(await create());
      const join = (id: string, email: string) => ({ aggregate: 'Member', id, command: 'Join', data: { email } });

      await transact(({ execute, load }) =>
        Promise.all([load(Member, 'carl'), execute(join('ann', 'a@example.com')), execute(join('bob', 'b@example.com'))]),
      );
      const taken = await Promise.all(
        ['a@example.com', 'b@example.com'].map((email) => caught(transact(({ execute }) => execute(join('carl', email))))),
      );

      expect(taken.map(({ code }) => code)).to.deep.equal(['ValueTaken', 'ValueTaken']);
      expect(await all(store.read('Member/carl'))).to.deep.equal([]);
    });

    it('goes on after a command that failed, though the others were sent side by side', async () => {
      const { open, transact, balance } = prepare(await create());
      await open();

      const results = await transact(({ execute }) =>
        Promise.allSettled([
          execute({ aggregate: 'Account', id: 'bob', command: 'Withdraw', data: { amount: 5 } }),
          execute({ aggregate: 'Account', id: 'bob', command: 'Deposit', data: { amount: 5 } }),
        ]),
      );

      expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled']);
      expect(await balance('bob')).to.equal(5);
    });

    it('takes a hundred items and no more', async () => {
      const { transact, store } = prepare(await create());
      const openAll = (count: number) =>
        transact(async ({ execute }) => {
          for (let id = 0; id < count; id++)
            await execute({ aggregate: 'Account', id: `${count}-${id}`, command: 'Open', data: { owner: 'Ann' } });
        });

      const error = await caught(openAll(101));
      await openAll(100);

      expect(error).to.include({ code: 'TransactionTooLarge' });
      expect(error.details).to.deep.equal({ size: 101, limit: 100 });
      expect(await all(store.read('Account/101-0'))).to.deep.equal([]);
      expect(await all(store.read('Account/100-99'))).to.have.length(1);
    });

    it('keeps the sum of all accounts, whatever runs at once', async () => {
      const step = fc.record({ from: fc.constantFrom('ann', 'bob'), amount: fc.integer({ min: 1, max: 8 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
          const store = await create();
          await prepare(store).open();

          await Promise.allSettled(
            steps.map(({ from, amount }) =>
              prepare(store).transact(async ({ execute }) => {
                await execute({ aggregate: 'Account', id: from, command: 'Withdraw', data: { amount } });
                await execute({ aggregate: 'Account', id: from === 'ann' ? 'bob' : 'ann', command: 'Deposit', data: { amount } });
              }),
            ),
          );

          const { balance } = prepare(store);
          expect((await balance('ann')) + (await balance('bob'))).to.equal(10);
          expect(await balance('ann')).to.be.at.least(0);
          expect(await balance('bob')).to.be.at.least(0);
        }),
        { numRuns: runs },
      );
    });
  });
}
