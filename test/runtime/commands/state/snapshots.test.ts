import { expect } from 'chai';
import fc from 'fast-check';
import { findEarlierCommit } from '../../../../runtime/src/commands/execute/findEarlierCommit.js';
import type { StreamState } from '../../../../runtime/src/commands/state/streamState.js';
import { logOf } from '../../../../runtime/src/domain/commands/commandLog.js';
import {
  createDispatcher,
  createSignals,
  defineAggregate,
  EventSourcingError,
  type EventStore,
  inMemoryEventStore,
  inMemorySnapshotStore,
  object,
  type Snapshot,
  type SnapshotStore,
} from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all, commit, deposited } from '../../commitBuilders.js';

/** Containers that know nothing when they start, on one store with a snapshot every five events. */
function prepare(snapshots: SnapshotStore = inMemorySnapshotStore(), store: EventStore = inMemoryEventStore()) {
  const reads: (number | undefined)[] = [];
  const warnings: string[] = [];
  const counting: EventStore = {
    ...store,
    read(stream, options) {
      reads.push(options?.from);
      return store.read(stream, options);
    },
  };
  const send = (command: string, data: unknown = {}, more: object = {}) =>
    createDispatcher({
      aggregates: [Account],
      store: counting,
      snapshots,
      snapshotEvery: 5,
      signals: createSignals(),
      warn: (message) => warnings.push(message),
      sleep: async () => {},
    }).execute({ aggregate: 'Account', id: '1', command, data, ...more });
  const fill = async (versions: number) => {
    await send('Open', { owner: 'Ann' });
    for (let version = 2; version <= versions; version++) await send('Deposit', { amount: 1 });
    reads.length = 0;
  };
  return { store, snapshots, reads, warnings, send, fill };
}

describe('a snapshot', () => {
  it('is where a cold container starts: the tail is read from its last commit on', async () => {
    const { fill, send, reads } = prepare();
    await fill(12);

    const { version } = await send('Withdraw', { amount: 11 });

    expect(version).to.equal(13);
    expect(reads).to.deep.equal([10]);
  });

  it('is kept each time so many events have passed, whoever adds them', async () => {
    const { fill, snapshots } = prepare();

    await fill(12);

    expect(await snapshots.load('Account/1', 1)).to.deep.include({ version: 10, state: '{"owner":"Ann","balance":9}', closed: false });
  });

  it('knows that its stream is closed', async () => {
    const { fill, send, snapshots } = prepare();
    await fill(3);
    await send('Withdraw', { amount: 2 });
    await send('Close');

    expect(await snapshots.load('Account/1', 1)).to.deep.include({ version: 5, closed: true });
    expect(await caught(send('Deposit', { amount: 1 }))).to.include({ code: 'AggregateDeleted' });
  });

  it('answers a repeat of a command that is in it as the first time', async () => {
    const { send, store } = prepare();
    await send('Open', { owner: 'Ann' });
    const first = await send('Deposit', { amount: 7 }, { commandId: 'salary' });
    for (let deposits = 0; deposits < 10; deposits++) await send('Deposit', { amount: 1 });

    const again = await send('Deposit', { amount: 7 }, { commandId: 'salary' });
    const other = await caught(send('Deposit', { amount: 8 }, { commandId: 'salary' }));

    expect(again).to.deep.equal(first);
    expect(other).to.include({ code: 'CommandIdReused' });
    expect(await all(store.read('Account/1'))).to.have.length(12);
  });

  it('may be deleted: nothing changes but what is read', async () => {
    const snapshots = inMemorySnapshotStore();
    const { fill, send, reads } = prepare(snapshots);
    await fill(12);
    snapshots.clear();

    const { version } = await send('Withdraw', { amount: 11 });

    expect(version).to.equal(13);
    expect(reads).to.deep.equal([1]);
  });

  const spoilt: [string, Partial<Snapshot>][] = [
    ['is ahead of the events', { version: 99, recent: { entries: [{ commandId: 'x', version: 99, at: '' }], from: 99 } }],
    ['ends with another commit', { recent: { entries: [{ commandId: 'x', version: 10, at: '' }], from: 10 } }],
    ['cannot be read', { state: '{"owner' }],
    ['has no last command', { recent: { entries: [], from: 1 } }],
  ];
  for (const [what, spoil] of spoilt) {
    it(`is ignored when it ${what}`, async () => {
      const snapshots = inMemorySnapshotStore();
      const { fill, store } = prepare(snapshots);
      await fill(12);
      const stored = await snapshots.load('Account/1', 1);
      if (!stored) throw new Error('there is no snapshot');
      const lying = { ...stored, state: '{"owner":"Eve","balance":1000}', ...spoil };
      const poisoned = prepare({ load: async () => lying, save: async () => {} }, store);

      const error = await caught(poisoned.send('Withdraw', { amount: 100 }));

      expect(error).to.include({ code: 'CommandRejected', message: 'There is only 11.' });
    });
  }

  it('that cannot be kept or read fails no command, and somebody is told', async () => {
    const failing: SnapshotStore = { load: () => Promise.reject(new Error('no')), save: () => Promise.reject(new Error('no')) };
    const { fill, warnings, store } = prepare(failing);

    await fill(7);

    expect(await all(store.read('Account/1'))).to.have.length(7);
    expect(new Set(warnings)).to.have.length(2);
  });

  it('that is too large for its store is tried again only when the next is due, and its size is told', async () => {
    let tries = 0;
    const details = { stream: 'Account/1', size: 500_000, limit: 409_600 };
    const full: SnapshotStore = {
      load: () => Promise.resolve(undefined),
      save() {
        tries += 1;
        return Promise.reject(new EventSourcingError({ code: 'SnapshotTooLarge', message: '500000 bytes, 409600 at most', details }));
      },
    };
    const warnings: string[] = [];
    const { execute } = createDispatcher({
      aggregates: [Account],
      store: inMemoryEventStore(),
      snapshots: full,
      snapshotEvery: 5,
      signals: createSignals(),
      warn: (message) => warnings.push(message),
    });

    await execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' } });
    for (let version = 2; version <= 11; version++) {
      await execute({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 } });
    }

    expect(tries).to.equal(2);
    expect(warnings).to.deep.equal(['500000 bytes, 409600 at most', '500000 bytes, 409600 at most']);
  });

  it('is not kept where JSON gives back another state', async () => {
    const Sum = defineAggregate({
      name: 'Sum',
      initialState: () => ({ least: Number.POSITIVE_INFINITY }),
      events: { Added: object({ value: { type: 'number' } }) },
      evolve: { Added: (sum) => sum },
      commands: { Add: { creates: true, emits: 'Added' } },
      snapshot: { every: 1 },
    });
    const snapshots = inMemorySnapshotStore();
    const warnings: string[] = [];
    const { execute } = createDispatcher({
      aggregates: [Sum],
      store: inMemoryEventStore(),
      snapshots,
      warn: (message) => warnings.push(message),
    });

    await execute({ aggregate: 'Sum', id: '1', command: 'Add', data: { value: 1 } });

    expect(await snapshots.load('Sum/1', 1)).to.equal(undefined);
    expect(warnings.join()).to.include('JSON gives back another value');
  });

  it('of another declared version is not seen', async () => {
    const { fill, store, snapshots } = prepare();
    await fill(12);
    const read: (number | undefined)[] = [];
    const watched: EventStore = {
      ...store,
      read(stream, options) {
        read.push(options?.from);
        return store.read(stream, options);
      },
    };
    const Next = { ...Account, snapshot: { version: 2, every: 5 } };
    const { execute } = createDispatcher({ aggregates: [Next], store: watched, snapshots, signals: createSignals() });

    await execute({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 } });

    expect(read).to.deep.equal([1]);
    expect((await snapshots.load('Account/1', 2))?.version).to.equal(13);
    expect((await snapshots.load('Account/1', 1))?.version).to.equal(10);
  });
});

describe('a repeated command', () => {
  const minute = 60 * 1000;

  it('is answered as the first time among a hundred later ones, and for fifteen minutes however many those are', async () => {
    const store = inMemoryEventStore();
    const snapshots = inMemorySnapshotStore();
    let time = Date.parse('2026-01-01T00:00:00Z');
    const send = (data: object, commandId?: string) =>
      createDispatcher({
        aggregates: [Account],
        store,
        snapshots,
        snapshotEvery: 50,
        signals: createSignals(),
        now: () => new Date(time),
      }).execute({
        aggregate: 'Account',
        id: '1',
        command: 'Deposit',
        data,
        ...(commandId ? { commandId } : {}),
      });
    await store.append(commit('Account/1', 1, [{ type: 'Opened', data: { owner: 'Ann' } }]));
    const first = await send({ amount: 7 }, 'salary');
    for (let version = 3; version <= 700; version++) {
      await store.append(commit('Account/1', version, [deposited(1)], { at: new Date(time + version * 500).toISOString() }));
    }

    time += 10 * minute;
    await send({ amount: 1 });
    const again = await send({ amount: 7 }, 'salary');

    expect((await snapshots.load('Account/1', 1))?.recent.entries).to.have.length(300);
    expect(again).to.deep.equal(first);
    expect(await all(store.read('Account/1'))).to.have.length(701);
  });

  it('is looked for no further back than where it is', async () => {
    const store = inMemoryEventStore();
    const read: number[] = [];
    const counting: EventStore = {
      ...store,
      async *read(stream, options) {
        for await (const one of store.read(stream, options)) {
          if (options?.backwards) read.push(one.version);
          yield one;
        }
      },
    };
    const time = Date.parse('2026-01-01T00:00:00Z');
    const ids = (version: number) => ({ at: new Date(time + version * 500).toISOString(), commandId: `c${version}` });
    for (let version = 1; version <= 1000; version++) {
      const event = version === 1 ? { type: 'Opened', data: { owner: 'Ann' } } : deposited(1);
      await store.append(commit('Account/1', version, [event], ids(version)));
    }
    const recent = logOf({ entries: [], from: 901, before: ids(900).at });
    const known: StreamState = { folded: { state: undefined, version: 1000, closed: false }, recent, snapshotAt: 0 };
    const recalled = (version: number, now = time) => findEarlierCommit(counting, 'Account/1', known, `c${version}`, new Date(now));

    expect((await recalled(890)).commit?.version).to.equal(890);
    expect(read).to.have.length(11);
    read.length = 0;
    expect((await recalled(790)).commit?.version).to.equal(790);
    expect(read).to.deep.equal(Array.from({ length: 111 }, (_, index) => 900 - index));
    const missing = await recalled(1001);
    expect(missing.commit).to.equal(undefined);
    expect(missing.state.recent.from).to.equal(1);
    expect((await recalled(100, time + 16 * minute)).commit).to.equal(undefined);
  });

  it('is answered as the first time, whatever comes between, from whatever container (as long as it is remembered)', async () => {
    const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), container: fc.integer({ min: 0, max: 2 }), fresh: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { send, store } = prepare();
        await send('Open', { owner: 'Ann' });
        const containers = [0, 1, 2].map(() =>
          createDispatcher({ aggregates: [Account], store, signals: createSignals(), sleep: async () => {} }),
        );
        const answers = new Map<string, unknown>();
        for (const { key, container, fresh } of steps) {
          const command = { aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 }, ...(fresh ? {} : { commandId: key }) };
          const answer = await containers[container]?.execute(command);
          if (!fresh && !answers.has(key)) answers.set(key, answer);
          if (!fresh) expect(answer).to.deep.equal(answers.get(key));
        }
        const accepted = answers.size + steps.filter(({ fresh }) => fresh).length;
        expect(await all(store.read('Account/1'))).to.have.length(1 + accepted);
      }),
      { numRuns: 40 },
    );
  });
});
