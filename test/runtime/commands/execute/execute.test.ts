import { expect } from 'chai';
import fc from 'fast-check';
import { createDispatcher, createSignals, EventSourcingError, type EventStore, inMemoryEventStore } from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all, closed, commit, deposited, opened } from '../../commitBuilders.js';

/** A dispatcher with a store of its own, and a short way to send commands to account 1. */
function prepare(store: EventStore = inMemoryEventStore(), options: { now?: () => Date } = {}) {
  const signals = createSignals();
  const { execute } = createDispatcher({ aggregates: [Account], store, signals, sleep: async () => {}, ...options });
  const send = (command: string, data: unknown = {}, more: object = {}) =>
    execute({ aggregate: 'Account', id: '1', command, data, ...more });
  const commits = () => all(store.read('Account/1'));
  return { store, signals, execute, send, commits };
}

/** A store that lets somebody else in before each of the first `times` appends. */
function contended(store: EventStore, times: number, rival: (version: number) => Promise<unknown>): EventStore {
  let left = times;
  return {
    ...store,
    async append(own) {
      if (left-- > 0) await rival(own.version);
      return store.append(own);
    },
  };
}

describe('a command', () => {
  it('that creates is answered with id, version and events', async () => {
    const { send } = prepare();

    const { aggregateId, version, events } = await send('Open', { owner: 'Ann' });

    expect({ aggregateId, version }).to.deep.equal({ aggregateId: '1', version: 1 });
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ type: 'Opened', aggregate: 'Account', aggregateId: '1', version: 1 });
  });

  it('that creates without an id makes one', async () => {
    const { execute } = prepare();
    const open = { aggregate: 'Account', command: 'Open', data: { owner: 'Ann' } };

    const [first, second] = [await execute(open), await execute(open)];

    expect(first.aggregateId)
      .to.match(/^[\da-f-]{36}$/)
      .and.not.equal(second.aggregateId);
  });

  it('that yields several events stores them as one commit', async () => {
    const { send, commits } = prepare();
    await send('Open', { owner: 'Ann' });

    const { version } = await send('Exchange', { amount: 5 });

    expect(version).to.equal(3);
    expect((await commits()).map((stored) => [stored.version, stored.last])).to.deep.equal([
      [1, 1],
      [2, 3],
    ]);
  });

  it('that yields no event stores nothing and answers the version there is', async () => {
    const { send, commits } = prepare();
    await send('Open', { owner: 'Ann' });
    await send('Deposit', { amount: 10 });

    const result = await send('TopUp', { to: 10 });

    expect(result).to.deep.equal({ aggregateId: '1', version: 2, events: [] });
    expect(await commits()).to.have.length(2);
  });

  const refusals: [string, string, (send: ReturnType<typeof prepare>['send']) => Promise<unknown>][] = [
    ['an unknown aggregate', 'UnknownAggregate', (send) => send('Open', {}, { aggregate: 'Nope' })],
    ['an unknown command', 'UnknownCommand', (send) => send('Nope')],
    ['a command named as a member of every object', 'UnknownCommand', (send) => send('constructor')],
    ['an aggregate that does not exist', 'AggregateNotFound', (send) => send('Deposit', { amount: 1 }, { id: 'missing' })],
    ['a creation of what exists', 'AggregateAlreadyExists', (send) => send('Open', { owner: 'Bob' })],
    ['a payload of the wrong type', 'ValidationFailed', (send) => send('Deposit', { amount: '1' })],
    ['a payload field that is not in the schema', 'ValidationFailed', (send) => send('Deposit', { amount: 1, extra: 1 })],
    ['a field that must change and does not', 'ValidationFailed', (send) => send('Rename', { owner: 'Ann' })],
    ['what decide rejects', 'CommandRejected', (send) => send('Withdraw', { amount: 11 })],
    ['a version that is not there any more', 'WrongVersion', (send) => send('Deposit', { amount: 1 }, { expectedVersion: 1 })],
    ['a version that is not there yet', 'WrongVersion', (send) => send('Deposit', { amount: 1 }, { expectedVersion: 3 })],
    ['an existing stream where none was expected', 'WrongVersion', (send) => send('Deposit', { amount: 1 }, { expectedVersion: 'none' })],
    ['an expected version that is none', 'MalformedRequest', (send) => send('Deposit', { amount: 1 }, { expectedVersion: -1 })],
    ['an event that its own schema refuses', 'EventInvalid', (send) => send('Break')],
    ['an empty id', 'InvalidAggregateId', (send) => send('Deposit', { amount: 1 }, { id: '' })],
    ['an id that is too long', 'InvalidAggregateId', (send) => send('Deposit', { amount: 1 }, { id: 'é'.repeat(129) })],
    ['an id with a slash', 'InvalidAggregateId', (send) => send('Deposit', { amount: 1 }, { id: 'a/b' })],
    ['an id with a control character', 'InvalidAggregateId', (send) => send('Deposit', { amount: 1 }, { id: 'a\u0007' })],
    ['an id with half a surrogate pair', 'InvalidAggregateId', (send) => send('Deposit', { amount: 1 }, { id: 'a\ud800' })],
    ['an id that is missing', 'InvalidAggregateId', (send) => send('Deposit', { amount: 1 }, { id: undefined })],
  ];
  for (const [what, code, act] of refusals) {
    it(`refuses a command: ${what}: ${code}, nothing stored`, async () => {
      const { send, commits } = prepare();
      await send('Open', { owner: 'Ann' });
      await send('Deposit', { amount: 10 });

      const error = await caught(act(send));

      expect(error).to.include({ code, name: code });
      expect(await commits()).to.have.length(2);
    });
  }

  it('tells every violation, with path, rule and value', async () => {
    const { send } = prepare();

    const error = await caught(send('Open', { owner: '', nick: 'a' }));

    expect(error.details).to.deep.equal({
      violations: [
        { path: '/nick', rule: 'additionalProperties', message: 'is not allowed here' },
        { path: '/owner', rule: 'minLength', message: 'must NOT have fewer than 1 characters', value: '' },
      ],
    });
    expect(error.message).to.include('/nick is not allowed here').and.include('/owner');
  });

  it('tells the code, message and details of a rejection', async () => {
    const { send } = prepare();
    await send('Open', { owner: 'Ann' });

    const error = await caught(send('Withdraw', { amount: 1 }));

    expect(error.details).to.deep.equal({
      stream: 'Account/1',
      rejection: { code: 'overdrawn', message: 'There is only 0.', details: { balance: 0 } },
    });
  });

  it('refuses __proto__ at any depth, and nesting that would end a recursion', async () => {
    const { send } = prepare();
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);

    for (const data of [JSON.parse('{"__proto__":{"owner":"x"}}'), JSON.parse('{"owner":{"a":[{"__proto__":1}]}}'), { owner: deep }]) {
      expect(await caught(send('Open', data))).to.include({ code: 'ValidationFailed' });
    }
    expect(({} as { owner?: string }).owner).to.equal(undefined);
  });

  it('refuses a payload over 256 KB', async () => {
    const { send, commits } = prepare();

    const error = await caught(send('Open', { owner: 'x'.repeat(256 * 1024) }));

    expect(error).to.include({ code: 'PayloadTooLarge' });
    expect(await commits()).to.deep.equal([]);
  });
});

describe('a stream that was closed', () => {
  it('takes no command any more, whoever folds it', async () => {
    const { send, store } = prepare();
    await send('Open', { owner: 'Ann' });
    await send('Close');

    for (const { send: sendAgain } of [{ send }, prepare(store)]) {
      expect(await caught(sendAgain('Deposit', { amount: 1 }))).to.include({ code: 'AggregateDeleted' });
      expect(await caught(sendAgain('Open', { owner: 'Bob' }))).to.include({ code: 'AggregateDeleted' });
    }
  });

  it('is known by its commit, not by the name of an event', async () => {
    const { send, store } = prepare();
    await store.append(commit('Account/1', 1, [opened(), closed()], { closes: false }));
    await store.append(commit('Account/2', 1, [opened(), deposited()], { closes: true }));

    expect((await send('Deposit', { amount: 1 })).version).to.equal(3);
    expect(await caught(send('Deposit', { amount: 1 }, { id: '2' }))).to.include({ code: 'AggregateDeleted' });
  });
});

describe('a command that is sent again', () => {
  it('under its id takes effect once and is answered as the first time, whatever came between', async () => {
    const { send, commits } = prepare();
    await send('Open', { owner: 'Ann' });
    const first = await send('Deposit', { amount: 5 }, { commandId: 'key' });
    await send('Withdraw', { amount: 5 });
    await send('Close');

    const again = await send('Deposit', { amount: 5 }, { commandId: 'key', expectedVersion: 1 });

    expect(again).to.deep.equal(first);
    expect(await commits()).to.have.length(4);
  });

  it('finds what it created, without having been given an id', async () => {
    const { execute } = prepare();
    const open = { aggregate: 'Account', command: 'Open', data: { owner: 'Ann' }, commandId: 'key' };
    const first = await execute(open);
    await execute({ ...open, id: first.aggregateId, command: 'Deposit', data: { amount: 1 }, commandId: 'other' });

    expect(await execute(open)).to.deep.equal(first);
  });

  it('with another payload is refused: CommandIdReused', async () => {
    const { send, commits } = prepare();
    await send('Open', { owner: 'Ann' }, { commandId: 'key' });
    await send('Deposit', { amount: 5 }, { commandId: 'key-2' });

    expect(await caught(send('Deposit', { amount: 6 }, { commandId: 'key-2' }))).to.include({ code: 'CommandIdReused' });
    expect(await caught(send('Open', { owner: 'Bob' }, { commandId: 'key' }))).to.include({ code: 'CommandIdReused' });
    expect(await commits()).to.have.length(2);
  });

  it('by another actor, or to another stream, is another command', async () => {
    const { send } = prepare();
    await send('Open', { owner: 'Ann' }, { id: '2' });
    await send('Open', { owner: 'Ann' });
    const versions = [
      await send('Deposit', { amount: 5 }, { commandId: 'key' }),
      await send('Deposit', { amount: 5 }, { commandId: 'key', actor: 'ann' }),
      await send('Deposit', { amount: 5 }, { commandId: 'key', actor: 'bob' }),
      await send('Deposit', { amount: 5 }, { commandId: 'key', id: '2' }),
    ].map(({ version }) => version);

    expect(versions).to.deep.equal([2, 3, 4, 2]);
  });
});

describe('a command that loses a race', () => {
  it('is decided again on what the winner did', async () => {
    const memory = inMemoryEventStore();
    await memory.append(commit('Account/1', 1, [opened(), deposited(10)]));
    const rival = prepare(memory);
    const { send } = prepare(contended(memory, 1, () => rival.send('Withdraw', { amount: 8 })));

    const error = await caught(send('Withdraw', { amount: 8 }));

    expect(error).to.include({ code: 'CommandRejected' });
    expect(error.message).to.equal('There is only 2.');
  });

  it('is accepted at a later version when it still holds', async () => {
    const memory = inMemoryEventStore();
    await memory.append(commit('Account/1', 1, [opened()]));
    const rival = prepare(memory);
    const { send } = prepare(contended(memory, 5, () => rival.send('Exchange', { amount: 1 })));

    const { version } = await send('Deposit', { amount: 1 });

    expect(version).to.equal(12);
  });

  it('with an expected version is told the version there is', async () => {
    const memory = inMemoryEventStore();
    await memory.append(commit('Account/1', 1, [opened()]));
    const rival = prepare(memory);
    const { send } = prepare(contended(memory, 1, () => rival.send('Deposit', { amount: 1 })));

    const error = await caught(send('Deposit', { amount: 1 }, { expectedVersion: 1 }));

    expect(error).to.include({ code: 'WrongVersion' });
    expect(error.details).to.include({ expected: 1, actual: 2 });
  });

  it('every time gives up with a Conflict, having stored nothing', async () => {
    const memory = inMemoryEventStore();
    await memory.append(commit('Account/1', 1, [opened()]));
    const rival = prepare(memory);
    const { send, commits } = prepare(contended(memory, Number.POSITIVE_INFINITY, () => rival.send('Deposit', { amount: 1 })));

    const error = await caught(send('Deposit', { amount: 1000 }));

    expect(error).to.include({ code: 'Conflict' });
    expect((await commits()).flatMap(({ events }) => events)).not.to.deep.include(deposited(1000));
  });

  it('for a creation finds that it exists', async () => {
    const memory = inMemoryEventStore();
    const { send } = prepare(contended(memory, 1, () => prepare(memory).send('Open', { owner: 'Bob' })));

    expect(await caught(send('Open', { owner: 'Ann' }))).to.include({ code: 'AggregateAlreadyExists' });
  });
});

describe('a lost answer', () => {
  const unavailable = () => new EventSourcingError({ code: 'StoreUnavailable', message: 'lost', details: { store: 'test' } });

  it('of an append that was stored is one commit and one success', async () => {
    const memory = inMemoryEventStore();
    await memory.append(commit('Account/1', 1, [opened()]));
    let calls = 0;
    const { send, commits } = prepare({
      ...memory,
      async append(own) {
        const result = await memory.append(own);
        if (++calls === 1) throw unavailable();
        return result;
      },
    });

    const { version } = await send('Deposit', { amount: 1 });

    expect(version).to.equal(2);
    expect(await commits()).to.have.length(2);
  });

  it('of an append that was not stored is tried again', async () => {
    const memory = inMemoryEventStore();
    let calls = 0;
    const { send, commits } = prepare({
      ...memory,
      append: async (own) => (++calls === 1 ? Promise.reject(unavailable()) : memory.append(own)),
    });

    expect((await send('Open', { owner: 'Ann' })).version).to.equal(1);
    expect(await commits()).to.have.length(1);
  });

  it('of a throttled store is an error of its own', async () => {
    const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'slow', details: { store: 'test' } });
    const { send } = prepare({ ...inMemoryEventStore(), append: () => Promise.reject(throttled) });

    expect(await caught(send('Open', { owner: 'Ann' }))).to.equal(throttled);
  });
});

describe('a command of which nobody knows whether it was stored', () => {
  const unavailable = () => new EventSourcingError({ code: 'StoreUnavailable', message: 'lost', details: { store: 'test' } });
  const throttled = () => new EventSourcingError({ code: 'StoreThrottled', message: 'throttled', details: { store: 'test' } });

  it('is answered where the last try was stored after all', async () => {
    const store = inMemoryEventStore();
    let tries = 0;
    const { send, commits } = prepare({
      ...store,
      async append(commit) {
        if (++tries === 12) await store.append(commit);
        throw unavailable();
      },
    });

    const { version } = await send('Open', { owner: 'Ann' });

    expect([tries, version]).to.deep.equal([12, 1]);
    expect(await commits()).to.have.length(1);
  });

  it('is not said to be refused: a throttled read, or twelve tries, say nothing of what was sent', async () => {
    const store = inMemoryEventStore();
    const lost = { ...store, append: () => Promise.reject(unavailable()) };
    const throttledThen: EventStore = {
      ...lost,
      read: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(throttled()) }) }),
    };

    const afterTries = await caught(prepare(lost).send('Open', { owner: 'Ann' }));
    const afterThrottling = await caught(prepare(throttledThen).send('Open', { owner: 'Ann' }));

    expect([afterTries.code, afterThrottling.code]).to.deep.equal(['StoreUnavailable', 'StoreUnavailable']);
    expect(afterThrottling.message).to.include('Send it again under the same command id');
  });

  it('is refused for good once another has the version that it was sent for', async () => {
    const store = inMemoryEventStore();
    let tries = 0;
    const { send } = prepare({
      ...store,
      async append(commit) {
        if (++tries > 1) return store.append(commit);
        await store.append({ ...commit, commandId: 'rival', fingerprint: 'rival' });
        throw unavailable();
      },
    });

    expect(await caught(send('Open', { owner: 'Ann' }))).to.include({ code: 'AggregateAlreadyExists' });
  });
});

describe('a commit', () => {
  it('carries who, why and what it follows from', async () => {
    const { send, commits } = prepare();

    await send('Open', { owner: 'Ann' }, { actor: 'ann', correlationId: 'trace', causationId: 'cause', metadata: { ip: '::1' } });
    await send('Deposit', { amount: 1 });

    const [first, second] = await commits();
    expect(first).to.deep.include({ command: 'Open', correlationId: 'trace', causationId: 'cause', metadata: { ip: '::1', actor: 'ann' } });
    expect(second).to.include({ correlationId: second?.commandId, causationId: second?.commandId });
  });

  it('is never dated before the one it follows, whatever the clock says', async () => {
    let today = '2026-01-02';
    const { send, commits } = prepare(inMemoryEventStore(), { now: () => new Date(today) });

    await send('Open', { owner: 'Ann' });
    today = '2026-01-01';
    await send('Deposit', { amount: 1 });
    today = '2026-01-03';
    await send('Deposit', { amount: 1 });

    expect((await commits()).map(({ at }) => at.slice(0, 10))).to.deep.equal(['2026-01-02', '2026-01-02', '2026-01-03']);
  });

  it('keeps versions dense and the balance right, whatever the interleaving', async () => {
    const move = fc.record({
      command: fc.constantFrom('Deposit', 'Withdraw', 'Exchange', 'TopUp'),
      amount: fc.integer({ min: 1, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(move, { maxLength: 6 }), { minLength: 2, maxLength: 4 }), async (writers) => {
        const { send, commits } = prepare();
        await send('Open', { owner: 'Ann' });
        const write = async (moves: readonly { command: string; amount: number }[]) => {
          for (const { command, amount } of moves) await send(command, command === 'TopUp' ? { to: amount } : { amount }).catch(() => {});
        };

        await Promise.all(writers.map(write));

        let [version, balance] = [0, 0];
        for (const stored of await commits()) {
          expect(stored.version).to.equal(version + 1);
          version = stored.last;
          for (const { type, data } of stored.events) {
            const { amount = 0 } = data as { amount?: number };
            balance += type === 'Deposited' ? amount : type === 'Withdrawn' ? -amount : 0;
            expect(balance).to.be.at.least(0);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
