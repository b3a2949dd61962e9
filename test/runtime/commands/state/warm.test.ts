import { expect } from 'chai';
import { emptyLog } from '../../../../runtime/src/domain/commands/commandLog.js';
import { createDispatcher, createSignals, createStateCache, type EventStore, inMemoryEventStore } from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all } from '../../commitBuilders.js';

/** Two containers on one store. What the second does, the first does not know of. */
function containers() {
  const store = inMemoryEventStore();
  const reads: string[] = [];
  const counting: EventStore = {
    ...store,
    read(stream, options) {
      reads.push(stream);
      return store.read(stream, options);
    },
  };
  const container = (on: EventStore, now?: () => Date) => {
    const { execute } = createDispatcher({
      aggregates: [Account],
      store: on,
      signals: createSignals(),
      sleep: async () => {},
      ...(now ? { now } : {}),
    });
    return (command: string, data: unknown = {}, more: object = {}) => execute({ aggregate: 'Account', id: '1', command, data, ...more });
  };
  return {
    store,
    reads,
    counting,
    container,
    warm: container(counting),
    other: container(store),
    commits: () => all(store.read('Account/1')),
  };
}

describe('a warm container', () => {
  it('puts a command in a warm container without reading', async () => {
    const { warm, reads } = containers();
    await warm('Open', { owner: 'Ann' });

    for (let deposits = 0; deposits < 5; deposits++) await warm('Deposit', { amount: 1 });
    const { version } = await warm('Withdraw', { amount: 5 });

    expect(version).to.equal(7);
    expect(reads).to.deep.equal([]);
  });

  it('puts without reading, though each of many commands has an id that may have been used before', async () => {
    const { reads, counting, container } = containers();
    let time = Date.parse('2026-01-01T00:00:00Z');
    const warm = container(counting, () => new Date(time));
    await warm('Open', { owner: 'Ann' });

    // More than are remembered at least; the first of them half an hour, the last of them a moment before the end.
    for (let deposits = 0; deposits < 300; deposits++) {
      await warm('Deposit', { amount: 1 }, { commandId: `${deposits}` });
      time += 6_000;
    }

    expect(reads).to.deep.equal([]);
  });

  it('finds its put taken where it is behind, and decides again on what is there', async () => {
    const { warm, other } = containers();
    await warm('Open', { owner: 'Ann' });
    await warm('Deposit', { amount: 10 });
    await other('Withdraw', { amount: 8 });

    const error = await caught(warm('Withdraw', { amount: 5 }));

    expect(error).to.include({ code: 'CommandRejected', message: 'There is only 2.' });
  });

  it('reads once and is warm again after somebody else wrote', async () => {
    const { warm, other, reads } = containers();
    await warm('Open', { owner: 'Ann' });
    await other('Deposit', { amount: 1 });

    await warm('Deposit', { amount: 1 });
    await warm('Deposit', { amount: 1 });

    expect(reads).to.have.length(1);
  });

  // Each is refused on what the container knows, and right on what there is.
  const outdated: [string, string, object, string, object, object?][] = [
    ['overdrawn', 'Deposit', { amount: 10 }, 'Withdraw', { amount: 10 }],
    ['at the wrong version', 'Deposit', { amount: 1 }, 'Deposit', { amount: 1 }, { expectedVersion: 2 }],
    ['unchanged', 'Rename', { owner: 'Bob' }, 'Rename', { owner: 'Ann' }],
    ['no events', 'Withdraw', { amount: 3 }, 'TopUp', { to: 3 }],
  ];
  for (const [what, theirs, theirData, ours, data, more] of outdated) {
    it(`does not take for final what it decided on old knowledge: ${what}`, async () => {
      const { warm, other, commits } = containers();
      await warm('Open', { owner: 'Ann' });
      if (what === 'no events') await warm('Deposit', { amount: 3 });
      await other(theirs, theirData);

      const { events } = await warm(ours, data, more);

      expect(events).to.have.length(1);
      expect(await commits()).to.have.length(what === 'no events' ? 4 : 3);
    });
  }

  it('does not take for final that a stream is missing', async () => {
    const { warm, other } = containers();
    await caught(warm('Deposit', { amount: 1 }));
    await other('Open', { owner: 'Ann' });

    expect((await warm('Deposit', { amount: 1 })).version).to.equal(2);
  });

  it('knows that a stream is closed, though another closed it', async () => {
    const { warm, other } = containers();
    await warm('Open', { owner: 'Ann' });
    await other('Close');

    expect(await caught(warm('Deposit', { amount: 1 }))).to.include({ code: 'AggregateDeleted' });
    expect(await caught(warm('Open', { owner: 'Ann' }))).to.include({ code: 'AggregateDeleted' });
  });

  it('answers a repeat that another container accepted as the first time', async () => {
    const { warm, other, commits } = containers();
    await warm('Open', { owner: 'Ann' });
    const first = await other('Deposit', { amount: 10 }, { commandId: 'salary' });
    await other('Withdraw', { amount: 10 });

    const again = await warm('Deposit', { amount: 10 }, { commandId: 'salary' });

    expect(again).to.deep.equal(first);
    expect(await commits()).to.have.length(3);
  });

  it('reads again what it knew five minutes ago', async () => {
    const { reads, counting, container } = containers();
    let time = Date.parse('2026-01-01T00:00:00Z');
    const send = container(counting, () => new Date(time));
    await send('Open', { owner: 'Ann' });

    time += 5 * 60 * 1000;
    await send('Deposit', { amount: 1 });
    const until = reads.length;
    time += 5 * 60 * 1000 + 1;
    await send('Deposit', { amount: 1 });

    expect([until, reads.length]).to.deep.equal([0, 1]);
  });

  it('stores no event that the fold fails on, which would block the stream for good', async () => {
    const { warm, commits } = containers();
    await warm('Open', { owner: 'Ann' });

    await caught(warm('Break'));

    expect(await commits()).to.have.length(1);
  });
});

describe('the state cache', () => {
  const known = (version: number, state: unknown = {}) => ({
    folded: { state, version, closed: false },
    recent: emptyLog(),
    snapshotAt: 0,
  });

  it('drops what was not used for the longest time, beyond its entries', () => {
    const cache = createStateCache({ entries: 2 });
    cache.set('a', known(1));
    cache.set('b', known(1));
    cache.get('a');
    cache.set('c', known(1));

    expect(['a', 'b', 'c'].map((stream) => cache.get(stream) !== undefined)).to.deep.equal([true, false, true]);
  });

  it('drops as much as its bytes want', () => {
    const cache = createStateCache({ bytes: 250 });
    cache.set('a', known(1, { text: 'x'.repeat(100) }));
    cache.set('b', known(1, { text: 'x'.repeat(100) }));
    cache.set('c', known(1, { text: 'x'.repeat(100) }));
    cache.set('large', known(1, { text: 'x'.repeat(1000) }));

    expect(['a', 'b', 'c', 'large'].map((stream) => cache.get(stream) !== undefined)).to.deep.equal([false, true, true, false]);
  });

  it('never goes back to an older version', () => {
    const cache = createStateCache();
    cache.set('a', known(3));
    cache.set('a', known(2));

    expect(cache.get('a')?.folded.version).to.equal(3);
  });

  it('keeps no state that somebody could change', () => {
    const cache = createStateCache();
    cache.set('a', known(1, { seen: new Map() }));

    expect(cache.get('a')).to.equal(undefined);
  });
});
