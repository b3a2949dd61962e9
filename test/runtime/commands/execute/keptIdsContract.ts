import { expect } from 'chai';
import { createDispatcher, createSignals, type EventStore, inMemorySnapshotStore } from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all, commit } from '../../commitBuilders.js';

/** What a dispatcher promises that keeps ids for ever, of an aggregate that does not: run against each store. */
export function keptIdsContract(provideStore: () => Promise<EventStore>): void {
  const now = '2026-01-01T00:00:00.000Z';
  const monthsLater = '2026-06-01T00:00:00.000Z';
  const weeksLater = '2026-03-01T00:00:00.000Z';

  async function prepare() {
    const store = await provideStore();
    const snapshots = inMemorySnapshotStore();
    const id = crypto.randomUUID();
    const dispatcher = (idempotency?: 'forever', today = now, on = store) =>
      createDispatcher({
        aggregates: [Account],
        store: on,
        signals: createSignals(),
        sleep: async () => {},
        now: () => new Date(today),
        cache: false,
        snapshots,
        snapshotEvery: 1,
        ...(idempotency ? { idempotency } : {}),
      });
    const send = (by: ReturnType<typeof dispatcher>, command: string, data: unknown, commandId?: string) =>
      by.execute({ aggregate: 'Account', id, command, data, ...(commandId === undefined ? {} : { commandId }) });
    /** Weeks later, and behind a snapshot that knows the last hundred commands: nothing but a guard remembers those before. */
    const forget = async () => {
      const { length } = await all(store.read(`Account/${id}`));
      for (let version = length + 1; version <= length + 100; version++) {
        await store.append(commit(`Account/${id}`, version, [{ type: 'Deposited', data: { amount: 1 } }], { at: weeksLater }));
      }
      return (await send(dispatcher(undefined, weeksLater), 'Deposit', { amount: 1 })).version;
    };
    return { store, id, dispatcher, send, forget };
  }

  it('answers a repeat as the first time, long after the stream has forgotten it', async () => {
    const { store, id, dispatcher, send, forget } = await prepare();
    await send(dispatcher('forever'), 'Open', { owner: 'Ann' }, 'open');
    const first = await send(dispatcher('forever'), 'Deposit', { amount: 5 }, 'salary');
    const renamed = await send(dispatcher('forever'), 'Rename', { owner: 'Bob' }, 'rename');
    const version = await forget();

    const again = await send(dispatcher('forever', monthsLater), 'Deposit', { amount: 5 }, 'salary');
    const created = await send(dispatcher('forever', monthsLater), 'Open', { owner: 'Ann' }, 'open');

    expect(again).to.deep.equal(first);
    // Refused now, if it were new: it changes nothing.
    expect(await send(dispatcher('forever', monthsLater), 'Rename', { owner: 'Bob' }, 'rename')).to.deep.equal(renamed);
    expect(created.version).to.equal(1);
    expect((await all(store.read(`Account/${id}`))).at(-1)?.last).to.equal(version);
  });

  it('refuses another payload under an id that the stream has forgotten', async () => {
    const { dispatcher, send, forget } = await prepare();
    await send(dispatcher('forever'), 'Open', { owner: 'Ann' });
    await send(dispatcher('forever'), 'Deposit', { amount: 5 }, 'salary');
    await forget();

    const error = await caught(send(dispatcher('forever', monthsLater), 'Deposit', { amount: 6 }, 'salary'));

    expect(error).to.include({ code: 'CommandIdReused' });
  });

  it('keeps none for a command without an id, and none where nobody asks for it', async () => {
    const { store, dispatcher, send, forget } = await prepare();
    const guards: string[] = [];
    const seen: EventStore = {
      ...store,
      transact: (transaction) => {
        guards.push(...transaction.guards.map(({ guard }) => guard.key));
        return store.transact(transaction);
      },
    };
    await send(dispatcher('forever', now, seen), 'Open', { owner: 'Ann' });
    await send(dispatcher(undefined, now, seen), 'Deposit', { amount: 5 }, 'salary');
    await forget();

    const { version } = await send(dispatcher(undefined, monthsLater), 'Deposit', { amount: 5 }, 'salary');

    expect(guards).to.deep.equal([]);
    expect(version).to.equal(104);
  });

  it('answers a repeat in a transaction as the first time, long after the stream has forgotten it', async () => {
    const { store, id, dispatcher, send, forget } = await prepare();
    await send(dispatcher('forever'), 'Open', { owner: 'Ann' });
    const first = await send(dispatcher('forever'), 'Deposit', { amount: 5 }, 'salary');
    const version = await forget();

    const again = await dispatcher('forever', monthsLater).transact(({ execute }) =>
      execute({ aggregate: 'Account', id, command: 'Deposit', data: { amount: 5 }, commandId: 'salary' }),
    );

    expect(again).to.deep.equal(first);
    expect((await all(store.read(`Account/${id}`))).at(-1)?.last).to.equal(version);
  });
}
