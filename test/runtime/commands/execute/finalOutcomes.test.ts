import { expect } from 'chai';
import {
  createDispatcher,
  createSignals,
  defineAggregate,
  EventSourcingError,
  type EventStore,
  inMemoryEventStore,
  object,
  type ReadOptions,
  type Signals,
  veto,
} from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all } from '../../commitBuilders.js';

/** A store whose reads are told. */
function observed(store: EventStore) {
  const reads: ReadOptions[] = [];
  const told: EventStore = {
    ...store,
    read(stream, options = {}) {
      reads.push(options);
      return store.read(stream, options);
    },
  };
  return { told, reads };
}

/** Two containers on one store: `stale` does not know what `other` does. */
function containers(options: { now?: () => Date } = {}) {
  const store = inMemoryEventStore();
  const { told, reads } = observed(store);
  const container = (on: EventStore, signals: Signals) => {
    const { execute } = createDispatcher({ aggregates: [Account], store: on, signals, sleep: async () => {}, ...options });
    return (command: string, data: unknown = {}, more: object = {}) => execute({ aggregate: 'Account', id: '1', command, data, ...more });
  };
  const signals = createSignals();
  return { store, reads, signals, stale: container(told, signals), other: container(store, createSignals()) };
}

describe('an outcome that is stored nowhere', () => {
  it('is no veto of what the stream was: receivers see it again as it is', async () => {
    const { signals, stale, other } = containers();
    signals.on('eventPreSave', { aggregate: Account, event: 'Withdrawn' }, ({ state }) => {
      if (state.balance < 100) veto('too-poor', `There is only ${state.balance}.`);
    });
    await stale('Open', { owner: 'Ann' });
    await stale('Deposit', { amount: 10 });
    await other('Deposit', { amount: 90 });

    const { version } = await stale('Withdraw', { amount: 5 });

    expect(version).to.equal(4);
  });

  for (const [what, listen] of [
    ['a receiver of eventPreSave vetoes', (signals: Signals) => signals.on('eventPreSave', () => veto('no', 'no'))],
    ['a receiver of commandReceived vetoes', (signals: Signals) => signals.on('commandReceived', () => veto('no', 'no'))],
    [
      'a receiver of eventPreSave fails',
      (signals: Signals) =>
        signals.on('eventPreSave', () => {
          throw new Error('ETIMEDOUT');
        }),
    ],
    [
      'a receiver of commandReceived fails',
      (signals: Signals) =>
        signals.on('commandReceived', () => {
          throw new Error('ETIMEDOUT');
        }),
    ],
  ] as const) {
    it(`is not that ${what}, where the command was accepted before`, async () => {
      const { signals, stale, other } = containers();
      await stale('Open', { owner: 'Ann' });
      const first = await other('Deposit', { amount: 10 }, { commandId: 'once' });
      listen(signals);

      const repeated = await stale('Deposit', { amount: 10 }, { commandId: 'once' });

      expect(repeated).to.deep.equal(first);
    });
  }

  for (const [what, decided] of [
    ['decide throws', () => decide.throwing],
    ['decide makes an invalid event', () => decide.invalid],
    ['a fold throws', () => decide.poisonous],
  ] as const) {
    it(`is not that ${what}, where the stream has moved meanwhile`, async () => {
      const store = inMemoryEventStore();
      const container = () => {
        const { execute } = createDispatcher({ aggregates: [Gate], store, signals: createSignals(), sleep: async () => {} });
        return (command: string, data: unknown = {}) => execute({ aggregate: 'Gate', id: '1', command, data });
      };
      const [stale, other] = [container(), container()];
      await stale('Build');
      await other('Open');

      const { version } = await stale('Pass', { how: decided() });

      expect(version).to.equal(3);
    });
  }

  it('stands where the store has nothing newer: receivers and decide run once', async () => {
    const { reads, signals, stale } = containers();
    let heard = 0;
    await stale('Open', { owner: 'Ann' });
    signals.on('eventPreSave', () => {
      heard += 1;
      veto('no', 'no');
    });

    const error = await caught(stale('Deposit', { amount: 1 }));

    expect(error).to.include({ code: 'CommandVetoed' });
    expect(heard).to.equal(1);
    expect(reads).to.deep.equal([{ from: 2 }]);
  });

  it('is a veto of commandReceived at once, without a read, where the command has no id of its own', async () => {
    const { reads, signals, stale } = containers();
    signals.on('commandReceived', () => veto('no', 'no'));

    const error = await caught(stale('Deposit', { amount: 1 }));

    expect(error).to.include({ code: 'CommandVetoed' });
    expect(reads).to.deep.equal([]);
  });
});

const decide = { throwing: 'throwing', invalid: 'invalid', poisonous: 'poisonous' } as const;

/** Whoever passes it while it is shut meets a mistake of its code. */
const Gate = defineAggregate({
  name: 'Gate',
  initialState: () => ({ open: false }),
  events: { Built: object({}), Opened: object({}), Passed: object({ how: { type: 'string', maxLength: 9 } }) },
  evolve: {
    Built: (gate) => gate,
    Opened: () => ({ open: true }),
    Passed: (gate, { data }) => {
      if (!gate.open && data.how === decide.poisonous) throw new Error('nobody passes a gate that is shut');
      return gate;
    },
  },
  commands: {
    Build: { creates: true, emits: 'Built' },
    Open: { emits: 'Opened' },
    Pass: { payload: object({ how: { type: 'string' } }) },
  },
  decide: {
    Pass: ({ open }, { how }) => {
      if (open) return { type: 'Passed', data: { how: 'openly' } };
      if (how === decide.throwing) throw new Error('it is shut');
      return { type: 'Passed', data: { how: how === decide.invalid ? 'far too long to be valid' : how } };
    },
  },
});

describe('what a command is decided and announced with', () => {
  it('has the time that its commit will carry, though the clock is behind the last commit', async () => {
    let time = '2026-03-01T00:00:00.000Z';
    const Clock = defineAggregate({
      name: 'Clock',
      initialState: () => ({}),
      events: { Told: object({ at: { type: 'string' } }) },
      evolve: { Told: (clock) => clock },
      commands: { Start: { creates: true, emits: 'Told' }, Tell: { payload: object({}) } },
      decide: { Tell: (_state, _payload, { at }) => ({ type: 'Told', data: { at } }) },
    });
    const { execute } = createDispatcher({
      aggregates: [Clock],
      store: inMemoryEventStore(),
      signals: createSignals(),
      now: () => new Date(time),
    });
    await execute({ aggregate: 'Clock', id: '1', command: 'Start', data: { at: '' } });
    time = '2026-02-01T00:00:00.000Z';

    const { events } = await execute({ aggregate: 'Clock', id: '1', command: 'Tell', data: {} });

    expect(events[0]).to.deep.include({ at: '2026-03-01T00:00:00.000Z', data: { at: '2026-03-01T00:00:00.000Z' } });
  });

  it('is frozen for receivers: what is stored is what was validated', async () => {
    const { store, signals, stale } = containers();
    const change = (target: object, name: string) => {
      if (Reflect.set(target, name, -999)) throw new Error(`a receiver could change ${name}`);
    };
    signals.on('commandReceived', ({ data }) => void (typeof data === 'object' && data !== null && change(data, 'owner')));
    signals.on('eventPreSave', ({ events, state }) => {
      for (const event of events) {
        change(event, 'version');
        if (typeof event.data === 'object' && event.data !== null) change(event.data, 'owner');
      }
      if (typeof state === 'object' && state !== null) change(state, 'balance');
    });
    const payload = { owner: 'Ann' };

    await stale('Open', payload);

    payload.owner = 'still the caller’s own';
    expect((await all(store.read('Account/1')))[0]?.events[0]?.data).to.deep.equal({ owner: 'Ann' });
  });

  it('is a state that the fold of an attempt that failed has not touched, though it holds a Map', async () => {
    const Tally = defineAggregate({
      name: 'Tally',
      initialState: () => ({ counts: new Map<string, number>() }),
      events: { Counted: object({ what: { type: 'string' } }), Reported: object({ count: { type: 'integer' } }) },
      evolve: {
        Counted: (tally, { data }) => {
          tally.counts.set(data.what, (tally.counts.get(data.what) ?? 0) + 1);
          return tally;
        },
        Reported: (tally) => tally,
      },
      commands: { Begin: { creates: true, emits: 'Counted' }, Count: { emits: 'Counted' }, Report: { payload: object({}) } },
      decide: { Report: ({ counts }) => ({ type: 'Reported', data: { count: counts.get('a') ?? 0 } }) },
    });
    const store = inMemoryEventStore();
    const container = (on: EventStore) => {
      const { execute } = createDispatcher({ aggregates: [Tally], store: on, signals: createSignals(), sleep: async () => {} });
      return (command: string, data: unknown) => execute({ aggregate: 'Tally', id: '1', command, data });
    };
    const other = container(store);
    let rivals = 2;
    const contended: EventStore = {
      ...store,
      async append(commit) {
        if (rivals-- > 0) await other('Count', { what: 'b' });
        return store.append(commit);
      },
    };
    await other('Begin', { what: 'a' });
    const signals = createSignals();
    let seen: unknown;
    signals.on('eventPreSave', { aggregate: Tally }, ({ state }) => {
      seen = state.counts.get('a');
    });
    const { execute } = createDispatcher({ aggregates: [Tally], store: contended, signals, sleep: async () => {} });

    await execute({ aggregate: 'Tally', id: '1', command: 'Count', data: { what: 'a' } });

    expect(rivals).to.equal(-1);
    expect(seen).to.equal(1);
  });
});

describe('a creation of what exists', () => {
  /** A stream of 5,001 commits, which another container knows nothing of. */
  async function long() {
    const store = inMemoryEventStore();
    let folds = 0;
    const counted: typeof Account.evolve.Deposited = (state) => {
      folds += 1;
      return state;
    };
    const Counted = {
      ...Account,
      evolve: { ...Account.evolve, Deposited: counted },
    };
    const { execute } = createDispatcher({ aggregates: [Account], store, signals: createSignals() });
    const { told, reads } = observed(store);
    const cold = createDispatcher({ aggregates: [Counted], store: told, signals: createSignals(), sleep: async () => {} });
    await execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' }, commandId: 'first' });
    for (let deposit = 0; deposit < 5_000; deposit++)
      await execute({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 } });
    const open = (more: object = {}) => cold.execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' }, ...more });
    return { execute, open, reads, folds: () => folds, told, Counted };
  }

  it('is refused by the ends of the stream, without folding it', async () => {
    const { open, reads, folds } = await long();

    const error = await caught(open());

    expect(error).to.include({ code: 'AggregateAlreadyExists' });
    expect(error.details).to.deep.equal({ stream: 'Account/1', version: 5_001 });
    expect(folds()).to.equal(0);
    expect(reads).to.deep.equal([
      { backwards: true, limit: 1 },
      { to: 1, limit: 1 },
    ]);
  });

  it('is answered as the first time where the stream began with it', async () => {
    const { open, folds } = await long();

    expect(await open({ commandId: 'first' })).to.include({ version: 1 });
    expect(folds()).to.equal(0);
  });

  it('leaves nothing behind that the next command is decided on', async () => {
    const { open, told, Counted } = await long();
    const dispatcher = createDispatcher({ aggregates: [Counted], store: told, signals: createSignals() });
    await caught(open());
    await caught(dispatcher.execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' } }));

    const { state, version } = await dispatcher.load(Account, '1');

    expect({ state, version }).to.deep.equal({ state: { owner: 'Ann', balance: 5_000 }, version: 5_001 });
    const { version: next } = await dispatcher.execute({ aggregate: 'Account', id: '1', command: 'Rename', data: { owner: 'Bea' } });
    expect(next).to.equal(5_002);
  });

  it('is found as its own where its answer was lost, and others have gone on from it', async () => {
    const store = inMemoryEventStore();
    const { execute } = createDispatcher({ aggregates: [Account], store, signals: createSignals() });
    let lost = 1;
    const losing: EventStore = {
      ...store,
      async append(commit) {
        const result = await store.append(commit);
        if (lost-- <= 0) return result;
        for (let deposit = 0; deposit < 3; deposit++)
          await execute({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 } });
        throw new EventSourcingError({ code: 'StoreUnavailable', message: 'the answer was lost', details: { store: 'events' } });
      },
    };
    const cold = createDispatcher({ aggregates: [Account], store: losing, signals: createSignals(), sleep: async () => {} });

    const { version } = await cold.execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' } });

    expect(version).to.equal(1);
  });
});
