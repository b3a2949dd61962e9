import { expect } from 'chai';
import { createDispatcher, createSignals, type EventStore, inMemorySnapshotStore } from '../../../../runtime/src/index.js';
import { caught } from '../../caught.js';
import { all, commit } from '../../commitBuilders.js';
import { Member } from '../memberFixture.js';

/** A dispatcher of its own for each command: nothing is known beforehand. */
function prepare(store: EventStore, now = () => new Date()) {
  // From a snapshot on, a container does not see what is older.
  const snapshots = inMemorySnapshotStore();
  const send = (id: string, command: string, data: unknown = {}, more: object = {}) =>
    createDispatcher({
      aggregates: [Member],
      store,
      signals: createSignals(),
      sleep: async () => {},
      now,
      snapshots,
      snapshotEvery: 100,
    }).execute({
      aggregate: 'Member',
      id,
      command,
      data,
      ...more,
    });
  return { store, snapshots, send };
}

/** What a dispatcher keeps of unique values, and of command ids for ever, on a store that is empty each time. */
export function uniqueContract(create: () => Promise<EventStore>): void {
  describe('a unique value', () => {
    it('has one stream: the second taker is told which value, and nothing is stored', async () => {
      const { send, store } = prepare(await create());
      await send('ann', 'Join', { email: 'a@example.com' });

      const error = await caught(send('bob', 'Join', { email: 'A@example.com' }));

      expect(error).to.include({ code: 'ValueTaken' });
      expect(error.details).to.deep.equal({ stream: 'Member/bob', unique: 'email' });
      expect(await all(store.read('Member/bob'))).to.deep.equal([]);
    });

    it('never stands in the way of its owner', async () => {
      const { send } = prepare(await create());
      await send('ann', 'Join', { email: 'a@example.com' });

      await send('ann', 'ChangeEmail', { email: 'A@example.com' });
      const { version } = await send('ann', 'ChangeEmail', { email: 'a@example.com' });

      expect(version).to.equal(3);
    });

    it('moves with its stream, and frees what it was', async () => {
      const { send } = prepare(await create());
      await send('ann', 'Join', { email: 'a@example.com' });
      await send('ann', 'ChangeEmail', { email: 'b@example.com' });

      expect(await caught(send('bob', 'Join', { email: 'b@example.com' }))).to.include({ code: 'ValueTaken' });
      expect((await send('bob', 'Join', { email: 'a@example.com' })).version).to.equal(1);
    });

    it('is free again once its stream is closed', async () => {
      const { send } = prepare(await create());
      await send('ann', 'Join', { email: 'a@example.com' });
      await send('ann', 'GiveNumber', { number: 7 });
      await send('ann', 'Leave');

      await send('bob', 'Join', { email: 'a@example.com' });
      expect((await send('bob', 'GiveNumber', { number: 7 })).version).to.equal(2);
    });

    it('is taken by exactly one of many who want it at once', async () => {
      const { send, store } = prepare(await create());
      const ids = Array.from({ length: 20 }, (_, index) => `member-${index}`);

      const outcomes = await Promise.allSettled(ids.map((id) => send(id, 'Join', { email: 'a@example.com' })));

      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect((await Promise.all(ids.map((id) => all(store.read(`Member/${id}`))))).flat()).to.have.length(1);
    });

    it('is not taken by a commit whose version another had: that is decided again', async () => {
      const store = await create();
      await prepare(store).send('ann', 'Join', { email: 'a@example.com' });
      let rivals = 1;
      const contended: EventStore = {
        ...store,
        async transact(transaction) {
          if (rivals-- > 0) await store.append(commit('Member/ann', 2, [{ type: 'NumberGiven', data: { number: 3 } }]));
          return store.transact(transaction);
        },
      };

      const { version } = await prepare(contended).send('ann', 'ChangeEmail', { email: 'b@example.com' });

      expect(version).to.equal(3);
      expect((await prepare(store).send('bob', 'Join', { email: 'a@example.com' })).version).to.equal(1);
    });
  });

  describe('a command id that is kept for ever', () => {
    it('answers as the first time after more commands than a stream remembers, though it would be refused now', async () => {
      let today = '2026-01-01T00:00:00.000Z';
      const { send, store, snapshots } = prepare(await create(), () => new Date(today));
      await send('ann', 'Join', { email: 'a@example.com' });
      const first = await send('ann', 'ChangeEmail', { email: 'b@example.com' }, { commandId: 'move' });
      today = '2026-02-01T00:00:00.000Z';
      for (let version = 3; version <= 300; version++) {
        await store.append(commit('Member/ann', version, [{ type: 'NumberGiven', data: { number: version } }], { at: today }));
      }
      await send('ann', 'Leave');
      expect((await snapshots.load('Member/ann', 1))?.version).to.equal(301);

      const again = await send('ann', 'ChangeEmail', { email: 'b@example.com' }, { commandId: 'move' });
      const other = await caught(send('ann', 'ChangeEmail', { email: 'c@example.com' }, { commandId: 'move' }));

      expect(again).to.deep.equal(first);
      expect(other).to.include({ code: 'CommandIdReused' });
      expect(await all(store.read('Member/ann'))).to.have.length(301);
    });

    it('takes effect once, though it would be accepted again and nobody remembers it', async () => {
      const { send, store } = prepare(await create());
      await send('ann', 'Join', { email: 'a@example.com' });
      const first = await send('ann', 'GiveNumber', { number: 7 }, { commandId: 'give' });
      const memoryless: EventStore = { ...store, read: (stream, options) => forgetful(store.read(stream, options)) };

      const again = await prepare(memoryless).send('ann', 'GiveNumber', { number: 7 }, { commandId: 'give' });

      expect(again.version).to.equal(first.version);
      expect(await all(store.read('Member/ann'))).to.have.length(2);
    });
  });
}

/** Commits of a stream that is so long that the looked-for id is not among what was read for a command; read alone, they have it. */
async function* forgetful(commits: ReturnType<EventStore['read']>): ReturnType<EventStore['read']> {
  const read = await all(commits);
  for (const one of read) yield read.length === 1 ? one : { ...one, commandId: `${one.version}` };
}
