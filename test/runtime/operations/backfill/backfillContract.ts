import { expect } from 'chai';
import { EventSourcingError, type EventStore, type Transaction } from '../../../../runtime/src/index.js';
import type { Work } from '../../../../runtime/src/operations/backfill/work.js';
import { caught } from '../../caught.js';
import { commit } from '../../commitBuilders.js';
import { email, prepare, type Stores } from './backfillFixture.js';

/** What a back-fill keeps, on stores that are empty each time. */
export function backfillContract(create: () => Promise<Stores>): void {
  it('reserves the values that streams hold, and none of those that are closed or have none', async () => {
    const { joined, before, run, send, guardOf } = prepare(await create());
    await joined('ann', 'bob', 'gone');
    await before('ann', 'GiveNumber', { number: 7 });
    await before('gone', 'Leave');

    const report = await run();

    expect(report).to.deep.equal({
      aggregate: 'Member',
      dryRun: false,
      streams: 3,
      reserved: 3,
      held: 0,
      duplicates: [],
      moreDuplicates: 0,
      failures: [],
      moreFailures: 0,
    });
    expect([await guardOf('ann'), await guardOf('bob'), await guardOf('gone')]).to.deep.equal(['Member/ann', 'Member/bob', undefined]);
    expect(await caught(send('carl', 'Join', { email: email('ann') }))).to.include({ code: 'ValueTaken' });
  });

  it('finds what is reserved already, and writes nothing', async () => {
    const stores = await create();
    const { joined, run, send } = prepare(stores);
    await joined('ann', 'bob');
    await send('carl', 'Join', { email: email('carl') });
    await run();
    const readOnly = { ...stores.store, transact: () => Promise.reject(new Error('it wrote')) };

    const report = await run({}, { store: readOnly });

    expect(report).to.deep.include({ streams: 3, reserved: 0, held: 3, failures: [] });
  });

  it('reads one page of names at a time', async () => {
    const stores = await create();
    const { joined, run } = prepare(stores);
    const ids = Array.from({ length: 12 }, (_, index) => `m${index}`);
    await joined(...ids);
    const order: string[] = [];
    const paged = {
      async *list(_: string, { index } = { index: 0 }) {
        if (index > 0) return;
        for (let at = 0; at < 12; at += 3) {
          order.push('page');
          yield ids.slice(at, at + 3).map((id) => `Member/${id}`);
        }
      },
    };

    const { reserved } = await run({ onProgress: () => order.push('stream') }, { streams: paged });

    expect(reserved).to.equal(12);
    expect(order).to.deep.equal(Array.from({ length: 4 }, () => ['page', 'stream', 'stream', 'stream']).flat());
  });

  describe('with a value that two streams hold', () => {
    it('names both and the value, and does the rest', async () => {
      const { joined, run, guardOf } = prepare(await create());
      await joined('ann', ['bob', 'ann'], 'carl', ['dora', 'carl'], 'eve');

      const report = await run();

      expect(report).to.include({ streams: 5, reserved: 3, held: 0 });
      expect(report.duplicates).to.have.length(2);
      for (const { unique, value, owner, stream } of report.duplicates) {
        expect(unique).to.equal('email');
        expect(await guardOf(String(value).replace('@example.com', ''))).to.equal(owner);
        expect([owner, stream]).to.have.members(value === email('ann') ? ['Member/ann', 'Member/bob'] : ['Member/carl', 'Member/dora']);
      }
    });

    it('is done when it is run again after one of them was changed', async () => {
      const { joined, run, send, guardOf } = prepare(await create());
      await joined('ann', ['bob', 'ann']);
      const { duplicates } = await run();
      const [{ owner = '', stream = '' } = {}] = duplicates;

      await send(owner.slice('Member/'.length), 'ChangeEmail', { email: email('new') });
      const report = await run();

      expect(report).to.deep.include({ reserved: 1, held: 1, duplicates: [] });
      expect([await guardOf('ann'), await guardOf('new')]).to.deep.equal([stream, owner]);
    });

    it('says so in a dry run too, and writes nothing', async () => {
      const stores = await create();
      const { joined, run, send, guardOf } = prepare(stores);
      await joined('ann', ['bob', 'ann'], 'carl', ['dora', 'eve']);
      await send('eve', 'Join', { email: email('eve') });
      const readOnly = { ...stores.store, transact: () => Promise.reject(new Error('it wrote')) };

      const report = await run({ dryRun: true }, { store: readOnly });

      expect(report).to.deep.include({ dryRun: true, streams: 5, reserved: 2, held: 1, failures: [] });
      expect(report.duplicates.map(({ value }) => value)).to.have.members([email('ann'), email('eve')]);
      expect(report.duplicates.find(({ value }) => value === email('eve'))).to.include({ owner: 'Member/eve', stream: 'Member/dora' });
      expect(await guardOf('ann')).to.equal(undefined);
      expect(await run()).to.include({ reserved: 2, held: 1 });
    });
  });

  it('takes a value over from a stream that gave it up while nothing was unique, and kept the guard', async () => {
    const { send, before, run, guardOf, joined } = prepare(await create());
    await send('ann', 'Join', { email: email('ann') });
    await send('carl', 'Join', { email: email('carl') });
    await before('ann', 'ChangeEmail', { email: email('new') });
    await before('carl', 'Leave');
    await joined(['bob', 'ann'], ['dora', 'carl']);

    const report = await run();

    expect(report).to.deep.include({ reserved: 3, held: 0, duplicates: [] });
    expect([await guardOf('ann'), await guardOf('new'), await guardOf('carl')]).to.deep.equal(['Member/bob', 'Member/ann', 'Member/dora']);
  });

  describe('while commands go on', () => {
    /** The store of a back-fill whose transaction comes just after somebody else's command. */
    const overtaken = (store: EventStore, rival: (transaction: Transaction) => Promise<unknown>): Partial<Work> => {
      let rivals = 1;
      return {
        store: {
          ...store,
          async transact(transaction) {
            if (rivals-- > 0) await rival(transaction);
            return store.transact(transaction);
          },
        },
      };
    };

    it('follows a value that is changed', async () => {
      const { store, joined, run, send, guardOf } = prepare(await create());
      await joined('ann');

      const report = await run(
        {},
        overtaken(store, () => send('ann', 'ChangeEmail', { email: email('new') })),
      );

      expect(report).to.include({ streams: 1, held: 1, reserved: 0 });
      expect([await guardOf('ann'), await guardOf('new')]).to.deep.equal([undefined, 'Member/ann']);
    });

    it('leaves no guard of a stream that is closed', async () => {
      const { store, joined, run, send, guardOf } = prepare(await create());
      await joined('ann');

      const report = await run(
        {},
        overtaken(store, () => send('ann', 'Leave')),
      );

      expect(report).to.include({ streams: 1, held: 0, reserved: 0 });
      expect(await guardOf('ann')).to.equal(undefined);
      expect((await send('bob', 'Join', { email: email('ann') })).version).to.equal(1);
    });

    it('reserves what is unchanged by a command', async () => {
      const { store, joined, run, send, guardOf } = prepare(await create());
      await joined('ann');

      const report = await run(
        {},
        overtaken(store, () => send('ann', 'GiveNumber', { number: 3 })),
      );

      expect(report).to.include({ reserved: 1, held: 1 });
      expect(await guardOf('ann')).to.equal('Member/ann');
    });

    it('tells of a value that another took first', async () => {
      const { store, joined, run, send, guardOf } = prepare(await create());
      await joined('ann');

      const { duplicates } = await run(
        {},
        overtaken(store, () => send('bob', 'Join', { email: email('ann') })),
      );

      expect(duplicates).to.deep.equal([{ unique: 'email', value: email('ann'), owner: 'Member/bob', stream: 'Member/ann' }]);
      expect(await guardOf('ann')).to.equal('Member/bob');
    });

    it('takes no guard over from a stream that takes its value back meanwhile', async () => {
      const { store, joined, run, send, before, guardOf } = prepare(await create());
      await send('ann', 'Join', { email: email('ann') });
      await before('ann', 'ChangeEmail', { email: email('new') });
      await joined(['bob', 'ann']);
      const onlyBob = {
        async *list(_: string, { index } = { index: 0 }) {
          if (index === 0) yield ['Member/bob'];
        },
      };

      const { duplicates } = await run(
        {},
        { streams: onlyBob, ...overtaken(store, () => send('ann', 'ChangeEmail', { email: email('ann') })) },
      );

      expect(duplicates).to.deep.equal([{ unique: 'email', value: email('ann'), owner: 'Member/ann', stream: 'Member/bob' }]);
      expect(await guardOf('ann')).to.equal('Member/ann');
    });

    it('names no two streams that never had a value at one time', async () => {
      const stores = await create();
      const { joined, run, send, guardOf } = prepare(stores);
      await joined('ann');
      let moved = false;
      const store: EventStore = {
        ...stores.store,
        // Between what it reads of the stream and what it reads of the guard, the value goes from one to another.
        async loadGuard(key) {
          if (!moved) {
            moved = true;
            await send('ann', 'ChangeEmail', { email: email('new') });
            await send('bob', 'Join', { email: email('ann') });
          }
          return stores.store.loadGuard(key);
        },
      };

      const report = await run({}, { store });

      expect(report.duplicates).to.deep.equal([]);
      expect([await guardOf('ann'), await guardOf('new')]).to.deep.equal(['Member/bob', 'Member/ann']);
    });

    it('ends with each value reserved for the stream that holds it, and no other, whatever runs at once', async () => {
      const stores = await create();
      const { joined, run, send, guardOf, emailOf } = prepare(stores);
      const ids = Array.from({ length: 12 }, (_, index) => `m${index}`);
      await joined(...ids);
      const names = [...ids, ...ids.map((id) => `${id}-a`), ...ids.map((id) => `${id}-b`)];
      const any = <Value>(values: readonly Value[]): Value => values[Math.floor(Math.random() * values.length)] as Value;
      const change = async (id: string) => {
        for (let step = 0; step < 6; step++) {
          const act = Math.random() < 0.1 ? send(id, 'Leave') : send(id, 'ChangeEmail', { email: email(any(names)) });
          await act.catch((error: unknown) => {
            // What a member may be told at such a time.
            const told = ['ValueTaken', 'AggregateDeleted', 'ValidationFailed', 'Conflict'];
            expect(told).to.include((error as { code?: string }).code, String(error));
          });
        }
      };

      const [first, second] = await Promise.all([run(), run(), ...ids.map(change)]);
      const last = await run();

      const owners = new Map<string, string | undefined>();
      for (const name of names) owners.set(name, await guardOf(name));
      const holders = new Map<string, string>();
      for (const id of ids) {
        const name = await emailOf(id);
        if (name !== undefined) holders.set(name, `Member/${id}`);
      }
      expect(new Map([...owners].filter(([, owner]) => owner !== undefined))).to.deep.equal(
        new Map(names.flatMap((name) => (holders.has(name) ? [[name, holders.get(name)]] : [])) as [string, string][]),
      );
      for (const report of [first, second, last]) expect(report).to.deep.include({ failures: [] });
      expect(last).to.deep.include({ reserved: 0, duplicates: [] });
    });

    it('lists a stream that others were first on each time, and does the rest', async () => {
      const stores = await create();
      const { joined, run, send, guardOf } = prepare(stores);
      await joined('ann', 'bob');
      const store: EventStore = {
        ...stores.store,
        async transact(transaction) {
          if (transaction.checks[0]?.stream === 'Member/ann') await send('ann', 'ChangeEmail', { email: email(crypto.randomUUID()) });
          return stores.store.transact(transaction);
        },
        // As if commands left no guards, so that it never finds its value reserved.
        loadGuard: async () => undefined,
      };

      const report = await run({}, { store });

      expect(report.failures).to.have.length(1);
      expect(report.failures[0]?.stream).to.equal('Member/ann');
      expect(report.failures[0]?.message).to.include('back-fill');
      expect(await guardOf('bob')).to.equal('Member/bob');
    });
  });

  it('lists a stream that cannot be folded, and does the rest', async () => {
    const { store, joined, run, guardOf } = prepare(await create());
    await joined('ann', 'bob');
    await store.append(commit('Member/bob', 2, [{ type: 'Renamed', data: {} }]));

    const report = await run();

    expect(report).to.include({ streams: 2, reserved: 1 });
    expect(report.failures.map(({ stream }) => stream)).to.deep.equal(['Member/bob']);
    expect(await guardOf('ann')).to.equal('Member/ann');
  });

  it('tries again when the store gives no answer, and ends when it refuses', async () => {
    const stores = await create();
    const { joined, run, guardOf } = prepare(stores);
    await joined('ann');
    const failing = (code: 'StoreUnavailable' | 'StoreRefused', times: number): EventStore => {
      let left = times;
      return {
        ...stores.store,
        async transact(transaction) {
          const result = await stores.store.transact(transaction);
          if (left-- > 0) throw new EventSourcingError({ code, message: 'lost', details: { store: 'test' } });
          return result;
        },
      };
    };
    const nobody: EventStore = {
      ...stores.store,
      read: () => {
        throw new EventSourcingError({ code: 'StoreRefused', message: 'no', details: { store: 'test' } });
      },
    };

    const report = await run({}, { store: failing('StoreUnavailable', 1) });
    const error = await caught(run({}, { store: nobody }));

    expect(report).to.deep.include({ streams: 1, failures: [] });
    expect(report.reserved + report.held).to.equal(1);
    expect(await guardOf('ann')).to.equal('Member/ann');
    expect(error).to.include({ code: 'StoreRefused' });
  });

  it('goes no faster than it may', async () => {
    const { joined, run } = prepare(await create());
    await joined(...Array.from({ length: 10 }, (_, index) => `m${index}`));
    let time = 0;
    const starts: number[] = [];
    const work: Partial<Work> = {
      now: () => time,
      sleep: async (milliseconds) => {
        starts.push(time + milliseconds);
        time = Math.max(time, time + milliseconds);
      },
    };

    const { streams } = await run({ rate: 5 }, work);

    expect(streams).to.equal(10);
    expect(Math.max(...starts)).to.be.at.least(1800);
  });
}
