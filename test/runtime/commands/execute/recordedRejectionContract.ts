import { expect } from 'chai';
import {
  createDispatcher,
  createSignals,
  EventSourcingError,
  type EventStore,
  inMemorySnapshotStore,
  type SnapshotStore,
  veto,
} from '../../../../runtime/src/index.js';
import { caught } from '../../caught.js';
import { all } from '../../commitBuilders.js';
import { LastingSafe, Safe } from '../safeFixture.js';

type Options = { readonly lasting?: boolean; readonly snapshots?: SnapshotStore; readonly now?: () => Date };

/** What recording a rejection keeps to, on whatever store. `create` gives a store with guards; stores may share tables. */
export function recordedRejectionContract(create: () => Promise<EventStore>): void {
  /** A safe of its own, with 10 in it, and containers that know nothing of each other. */
  async function prepare(options: Options = {}) {
    const store = await create();
    const id = crypto.randomUUID();
    const container = (on: EventStore = store) => {
      const { lasting = false, ...more } = options;
      const dispatcher = createDispatcher({
        aggregates: [lasting ? LastingSafe : Safe],
        store: on,
        signals: createSignals(),
        sleep: async () => {},
        ...more,
      });
      const send = (command: string, data: unknown = {}, facts: object = {}) =>
        dispatcher.execute({ aggregate: 'Safe', id, command, data, ...facts });
      return { send, dispatcher };
    };
    const { send, dispatcher } = container();
    await send('Open', { owner: 'Ann' });
    await send('Fill', { amount: 10 });
    const commits = () => all(store.read(`Safe/${id}`));
    return { store, id, stream: `Safe/${id}`, container, send, dispatcher, commits };
  }

  const unavailable = () => new EventSourcingError({ code: 'StoreUnavailable', message: 'lost', details: { store: 'test' } });
  const rejection = { code: 'too-much', message: 'There is only 10.', details: { asked: 11, balance: 10 } };
  const declined = { type: 'TakingDeclined', data: { code: 'too-much', details: { asked: 11, balance: 10 } } };
  const take = (amount: number) => ({ amount });

  it('stores a rejection as its event, with the outcome, and rejects', async () => {
    const { send, commits, dispatcher, id, stream } = await prepare();

    const error = await caught(send('Take', take(11), { actor: 'ann' }));

    expect(error).to.include({ code: 'CommandRejected', message: 'There is only 10.' });
    expect(error.details).to.deep.equal({ stream, rejection, version: 3 });
    const [, , third] = await commits();
    expect(third).to.deep.include({ version: 3, last: 3, command: 'Take', events: [declined], outcome: rejection, closes: false });
    expect(third?.metadata).to.deep.equal({ actor: 'ann' });
    expect((await dispatcher.load(Safe, id)).state).to.deep.equal({ owner: 'Ann', balance: 10, declined: 1 });
    expect((await send('Take', take(10))).version).to.equal(4);
  });

  it('rejects a repeat again, word for word, though it would be accepted by now: in a warm container and a cold one', async () => {
    const { send, container, commits } = await prepare();
    const first = await caught(send('Take', take(11), { commandId: 'key' }));
    await send('Fill', { amount: 90 });

    const warm = await caught(send('Take', take(11), { commandId: 'key' }));
    const cold = await caught(container().send('Take', take(11), { commandId: 'key', expectedVersion: 2 }));

    for (const again of [warm, cold]) {
      expect(again).to.include({ code: 'CommandRejected', message: first.message });
      expect(again.details).to.deep.equal(first.details);
    }
    expect(await commits()).to.have.length(4);
  });

  it('rejects a repeat again after the stream was closed, and from a snapshot', async () => {
    const { send, container, commits } = await prepare({ snapshots: inMemorySnapshotStore() });
    const first = await caught(send('Take', take(11), { commandId: 'key' }));
    await send('Empty');
    await send('Close');

    const again = await caught(container().send('Take', take(11), { commandId: 'key' }));

    expect(again.details).to.deep.equal(first.details);
    expect(await commits()).to.have.length(5);
  });

  it('rejects a repeat again where ids are kept for ever, though nobody remembers it', async () => {
    let today = '2026-01-01T00:00:00.000Z';
    const options = { lasting: true, snapshots: inMemorySnapshotStore(), now: () => new Date(today), snapshotEvery: 50 };
    const { send, container, commits, id } = await prepare(options);
    const first = await caught(send('Take', take(11), { commandId: 'key' }));
    today = '2026-03-01T00:00:00.000Z';
    for (let filled = 0; filled < 160; filled++) await send('Fill', { amount: 1 });
    expect((await options.snapshots.load(`Safe/${id}`, 1))?.recent.from).to.be.greaterThan(3);

    const acceptable = await caught(container().send('Take', take(11), { commandId: 'key' }));
    await send('Take', take(165));
    const rejectable = await caught(container().send('Take', take(11), { commandId: 'key' }));

    expect([acceptable.details, rejectable.details]).to.deep.equal([first.details, first.details]);
    expect(await commits()).to.have.length(164);
  });

  it('knows another payload under the id of a recorded rejection', async () => {
    const { send, commits } = await prepare();
    await caught(send('Take', take(11), { commandId: 'key' }));

    expect(await caught(send('Take', take(5), { commandId: 'key' }))).to.include({ code: 'CommandIdReused' });
    expect(await commits()).to.have.length(3);
  });

  it('records of a rejection what its event has a place for, and tells all of it each time as JSON has it', async () => {
    const { send, commits } = await prepare();

    const first = await caught(send('Close', {}, { commandId: 'key' }));
    const again = await caught(send('Close', {}, { commandId: 'key' }));

    expect(first.details).to.have.deep.property('rejection', {
      code: 'not-empty',
      details: { balance: 10, on: '1970-01-01T00:00:00.000Z' },
    });
    expect(again.details).to.deep.equal(first.details);
    expect(again.message).to.equal(first.message);
    expect((await commits()).at(-1)?.events).to.deep.equal([{ type: 'ClosingDeclined', data: { code: 'not-empty' } }]);
  });

  it('leaves a stream open whose deletion it records as rejected', async () => {
    const { send, container, commits } = await prepare();

    const error = await caught(send('Close'));

    expect(error.message).to.match(/^Close on Safe\/.* was rejected: not-empty\.$/);
    expect((await commits()).at(-1)).to.deep.include({ events: [{ type: 'ClosingDeclined', data: { code: 'not-empty' } }], closes: false });
    expect((await container().send('Empty')).version).to.equal(4);
    expect((await send('Close')).version).to.equal(5);
    expect(await caught(send('Take', take(1)))).to.include({ code: 'AggregateDeleted' });
  });

  it('records nothing where the stream does not exist, or is closed; where version or diff refuse; for no events; without records', async () => {
    const { send, commits, store } = await prepare();
    const missing = crypto.randomUUID();

    const codes = [
      await caught(send('Take', take(11), { id: missing })),
      await caught(send('Take', take(11), { expectedVersion: 1 })),
      await caught(send('Rename', { owner: 'Ann' })),
      await caught(send('Take', { amount: 'all' })),
      await caught(send('Try', take(11))),
    ].map(({ code }) => code);

    expect(codes).to.deep.equal(['AggregateNotFound', 'WrongVersion', 'ValidationFailed', 'ValidationFailed', 'CommandRejected']);
    expect(await commits()).to.have.length(2);
    expect(await all(store.read(`Safe/${missing}`))).to.deep.equal([]);
    await send('Empty');
    expect((await send('Empty')).events).to.deep.equal([]);
    await send('Close');
    expect(await caught(send('Take', take(11)))).to.include({ code: 'AggregateDeleted' });
    expect(await commits()).to.have.length(4);
  });

  it('records no rejection that only old knowledge justifies, and asks nobody about it', async () => {
    const { container, store, send } = await prepare();
    const proposed: number[] = [];
    const signals = createSignals();
    const warm = createDispatcher({ aggregates: [Safe], store, signals, sleep: async () => {} });
    const id = crypto.randomUUID();
    await warm.execute({ aggregate: 'Safe', id, command: 'Open', data: { owner: 'Ann' } });
    await container().send('Fill', { amount: 11 }, { id });
    signals.on('eventPreSave', ({ events }) => void proposed.push(...events.map(({ version }) => version)));

    const { version, events } = await warm.execute({ aggregate: 'Safe', id, command: 'Take', data: take(11) });

    expect([version, events.map(({ type }) => type)]).to.deep.equal([3, ['Taken']]);
    expect(proposed).to.deep.equal([3]);
    expect((await send('Take', take(1))).version).to.equal(3);
  });

  it('decides again what loses its race, and accepts it where it can', async () => {
    const { store, container, send, commits } = await prepare();
    let rivals = 1;
    const contended = container({
      ...store,
      async append(own) {
        if (rivals-- > 0) await send('Fill', { amount: 1 });
        return store.append(own);
      },
    });

    const { version } = await contended.send('Take', take(11));

    expect(version).to.equal(4);
    expect((await commits()).map(({ outcome }) => outcome)).to.deep.equal([undefined, undefined, undefined, undefined]);
  });

  for (const lost of ['after', 'before'] as const) {
    it(`rejects, recorded once, where the answer of the store is lost ${lost} it was stored`, async () => {
      const { store, container, commits, stream } = await prepare();
      let tries = 0;
      const lossy = container({
        ...store,
        async append(own) {
          if (++tries > 1) return store.append(own);
          if (lost === 'after') await store.append(own);
          throw unavailable();
        },
      });

      const error = await caught(lossy.send('Take', take(11)));

      expect(error).to.include({ code: 'CommandRejected' });
      expect(error.details).to.deep.equal({ stream, rejection, version: 3 });
      expect(await commits()).to.have.length(3);
    });
  }

  it('rejects where what was sent first arrives last: what became of it is known, and no doubt', async () => {
    const { store, container, commits, stream } = await prepare();
    let tries = 0;
    const late = container({
      ...store,
      async append(own) {
        if (++tries === 1) throw unavailable();
        // The first try is stored between the second one's read and its put.
        await store.append(own);
        return store.append(own);
      },
    });

    const error = await caught(late.send('Take', take(11)));

    expect(error.details).to.deep.equal({ stream, rejection, version: 3 });
    expect(await commits()).to.have.length(3);
  });

  it('lets receivers of eventPreSave see the record, and veto it', async () => {
    const { store, id, commits } = await prepare();
    const signals = createSignals();
    const { execute } = createDispatcher({ aggregates: [Safe], store, signals });
    const seen: unknown[] = [];
    const stop = signals.on('eventPreSave', { aggregate: Safe, event: 'TakingDeclined' }, ({ state, events }) => {
      seen.push(state.balance, ...events.map(({ data }) => data.details.asked));
      veto('watched', 'not on my watch');
    });
    const send = () => execute({ aggregate: 'Safe', id, command: 'Take', data: take(11) });

    expect(await caught(send())).to.include({ code: 'CommandVetoed' });
    expect(await commits()).to.have.length(2);
    stop();
    expect(await caught(send())).to.include({ code: 'CommandRejected' });
    expect(seen).to.deep.equal([10, 11]);
    expect(await commits()).to.have.length(3);
  });

  it('refuses a whole transaction for a rejection in it, and records nothing', async () => {
    const { dispatcher, commits, id, stream } = await prepare();

    const error = await caught(
      dispatcher.transact(async ({ execute }) => {
        await execute({ aggregate: 'Safe', id, command: 'Fill', data: { amount: 0.5 } });
        await execute({ aggregate: 'Safe', id, command: 'Take', data: take(11) });
      }),
    );

    expect(error).to.include({ code: 'CommandRejected' });
    expect(error.details).to.deep.include({ stream });
    expect(error.details).not.to.have.property('version');
    expect(await commits()).to.have.length(2);
  });

  it('rejects in a transaction what was rejected on record before', async () => {
    const { dispatcher, send, commits, id } = await prepare();
    const first = await caught(send('Take', take(11), { commandId: 'key' }));
    await send('Fill', { amount: 90 });

    const again = await caught(
      dispatcher.transact(({ execute }) => execute({ aggregate: 'Safe', id, command: 'Take', data: take(11), commandId: 'key' })),
    );

    expect(again.details).to.deep.equal(first.details);
    expect(await commits()).to.have.length(4);
  });
}
