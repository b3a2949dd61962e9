import { expect } from 'chai';
import { createDispatcher, createSignals, EventSourcingError, type EventStore, inMemoryEventStore } from '../../../../runtime/src/index.js';
import type { QueueRecord } from '../../../../runtime/src/lambda/commands/commandBatch.js';
import { commandQueueHandler } from '../../../../runtime/src/lambda/index.js';
import { Account } from '../../accountFixture.js';
import { Safe } from '../../commands/safeFixture.js';
import { all } from '../../commitBuilders.js';
import { queueRecord } from './queueRecord.js';

type Line = { readonly level: string; readonly message: string; readonly facts: Readonly<Record<string, unknown>> };

function prepare({ store = inMemoryEventStore(), postpones = true }: { store?: EventStore; postpones?: boolean } = {}) {
  const lines: Line[] = [];
  const log = {
    error: (message: string, facts: object) => void lines.push({ level: 'error', message, facts: { ...facts } }),
    warn: (message: string, facts: object) => void lines.push({ level: 'warn', message, facts: { ...facts } }),
  };
  const postponed: (readonly [string, number])[] = [];
  const handler = commandQueueHandler({
    dispatcher: createDispatcher({
      aggregates: [Account, Safe],
      store,
      signals: createSignals(),
      sleep: async () => {},
      idempotency: 'forever',
    }),
    maxReceiveCount: 5,
    log,
    async postpone(messages) {
      if (!postpones) throw new Error('no route to the queue');
      postponed.push(...messages.map(({ receiptHandle, seconds }) => [receiptHandle.replace('handle of ', ''), seconds] as const));
    },
  });
  const deliver = async (records: readonly QueueRecord[], remaining = 10_000) => {
    const { batchItemFailures } = await handler({ Records: records }, { getRemainingTimeInMillis: () => remaining });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const types = async (id: string, aggregate = 'Account') =>
    (await all(store.read(`${aggregate}/${id}`))).flatMap(({ events }) => events.map(({ type }) => type));
  return { deliver, types, lines, postponed, store };
}

const open = { command: 'Open', data: { owner: 'Ann' } };
const deposit = (amount = 1) => ({ command: 'Deposit', data: { amount } });
const withdraw = (amount = 1) => ({ command: 'Withdraw', data: { amount } });

describe('the queue of commands', () => {
  it('has its commands executed in order for each stream, and acknowledges them', async () => {
    const { deliver, types, lines, postponed } = prepare();

    const failed = await deliver([
      queueRecord('1', 'ann', open),
      queueRecord('2', 'bob', open),
      queueRecord('3', 'ann', deposit()),
      queueRecord('4', 'ann', withdraw()),
      queueRecord('5', 'bob', deposit()),
    ]);

    expect(failed).to.deep.equal([]);
    expect(await types('ann')).to.deep.equal(['Opened', 'Deposited', 'Withdrawn']);
    expect(await types('bob')).to.deep.equal(['Opened', 'Deposited']);
    expect([lines, postponed]).to.deep.equal([[], []]);
  });

  it('acknowledges a command that took effect earlier, and one that needs no event', async () => {
    const { deliver, types } = prepare();
    await deliver([queueRecord('1', 'ann', open), queueRecord('2', 'ann', deposit(7))]);

    const failed = await deliver([queueRecord('2', 'ann', deposit(7), 2), queueRecord('3', 'ann', { command: 'TopUp', data: { to: 5 } })]);

    expect(failed).to.deep.equal([]);
    expect(await types('ann')).to.deep.equal(['Opened', 'Deposited']);
  });

  it('acknowledges a rejection that was recorded: it left an event', async () => {
    const { deliver, types, lines } = prepare();
    const safe = { aggregate: 'Safe', id: 'one' };
    await deliver([queueRecord('1', 'one', { ...safe, command: 'Open', data: { owner: 'Ann' } })]);

    const recorded = await deliver([queueRecord('2', 'one', { ...safe, command: 'Take', data: { amount: 5 } })]);
    const again = await deliver([queueRecord('2', 'one', { ...safe, command: 'Take', data: { amount: 5 } }, 2)]);
    const unrecorded = await deliver([queueRecord('3', 'one', { ...safe, command: 'Try', data: { amount: 5 } })]);

    expect([recorded, again, unrecorded]).to.deep.equal([[], [], ['3']]);
    expect(await types('one', 'Safe')).to.deep.equal(['Opened', 'TakingDeclined']);
    expect(lines).to.have.length(1);
  });

  it('keeps a command that fails without an event, and what is behind it in its stream; other streams pass', async () => {
    const { deliver, types, postponed, lines } = prepare();
    await deliver([queueRecord('1', 'ann', open), queueRecord('2', 'bob', open)]);

    const failed = await deliver([
      queueRecord('3', 'ann', withdraw(), 2),
      queueRecord('4', 'bob', deposit()),
      queueRecord('5', 'ann', deposit()),
      queueRecord('6', 'bob', withdraw()),
    ]);

    expect(failed).to.have.members(['3', '5']);
    expect(await types('ann')).to.deep.equal(['Opened']);
    expect(await types('bob')).to.deep.equal(['Opened', 'Deposited', 'Withdrawn']);
    expect(postponed).to.have.deep.members([
      ['3', 2],
      ['5', 2],
    ]);
    expect(lines.map(({ level, message }) => [level, message])).to.deep.equal([
      ['warn', 'Withdraw on Account/ann failed, and is tried again'],
    ]);
    expect(lines[0]?.facts).to.deep.include({ aggregate: 'Account', id: 'ann', command: 'Withdraw', commandId: '3', receives: 2 });
    expect(lines[0]?.facts.error).to.include({ code: 'CommandRejected' });
  });

  it('executes them when they come again, in order', async () => {
    const { deliver, types } = prepare();
    await deliver([queueRecord('1', 'ann', open)]);
    const waiting = (receives: number) => [queueRecord('2', 'ann', withdraw(), receives), queueRecord('4', 'ann', withdraw(2), receives)];
    await deliver(waiting(1));
    await deliver([queueRecord('3', 'ann', deposit(3))]);

    const failed = await deliver(waiting(2));

    expect(failed).to.deep.equal([]);
    expect(await types('ann')).to.deep.equal(['Opened', 'Deposited', 'Withdrawn', 'Withdrawn']);
  });

  it('lets what is behind a command pass on the last of its deliveries, which it says with the remedy', async () => {
    const { deliver, types, lines, postponed } = prepare();
    await deliver([queueRecord('1', 'ann', open)]);

    const failed = await deliver([queueRecord('2', 'ann', withdraw(), 5), queueRecord('3', 'ann', deposit(), 5)]);

    expect(failed).to.deep.equal(['2']);
    expect(await types('ann')).to.deep.equal(['Opened', 'Deposited']);
    // At once: it is set aside the next time that it is asked for, and until then its stream waits.
    expect(postponed).to.deep.equal([['2', 0]]);
    expect(lines.map(({ level }) => level)).to.deep.equal(['error']);
    expect(lines[0]?.message).to.include('Withdraw on Account/ann').and.include('dead-letter queue').and.include('redrive');
  });

  const unreadable: [string, string, string][] = [
    ['no JSON', '{"aggregate":', 'no JSON'],
    ['no command', '{"aggregate":"Account"}', '/command is missing'],
    ['no commandId', '{"aggregate":"Account","id":"ann","command":"Deposit","data":{"amount":1}}', 'must have a commandId'],
  ];
  for (const [what, body, says] of unreadable) {
    it(`keeps a message that has ${what}, alone`, async () => {
      const { deliver, types, lines } = prepare();

      const failed = await deliver([queueRecord('1', 'ann', open), queueRecord('2', 'ann', body), queueRecord('3', 'ann', deposit())]);

      expect(failed).to.deep.equal(['2']);
      expect(await types('ann')).to.deep.equal(['Opened', 'Deposited']);
      expect(lines[0]?.facts.error).to.have.property('message').that.includes(says);
    });
  }

  for (const [what, command, code] of [
    ['of an unknown aggregate', { ...deposit(), aggregate: 'Other' }, 'UnknownAggregate'],
    ['that is unknown', { command: 'Destroy', data: {} }, 'UnknownCommand'],
    ['against its schema', deposit(-1), 'ValidationFailed'],
    ['on what does not exist', { ...deposit(), id: 'nobody' }, 'AggregateNotFound'],
  ] as const) {
    it(`keeps a command ${what}`, async () => {
      const { deliver, lines } = prepare();

      const failed = await deliver([queueRecord('1', 'x', command)]);

      expect(failed).to.deep.equal(['1']);
      expect(lines[0]?.facts.error).to.include({ code });
    });
  }

  it('leaves what an outage or a mistake of the service failed to the visibility timeout', async () => {
    const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'slow down', details: { store: 'events' } });
    const store = inMemoryEventStore();
    const { deliver, postponed } = prepare({ store: { ...store, transact: () => Promise.reject(throttled) } });

    const failed = await deliver([queueRecord('1', 'ann', open), queueRecord('2', 'ann', deposit())]);

    expect(failed).to.deep.equal(['1', '2']);
    expect(postponed).to.deep.equal([]);
  });

  it('keeps what failed where it cannot be postponed, and says so', async () => {
    const { deliver, lines } = prepare({ postpones: false });

    const failed = await deliver([queueRecord('1', 'ann', deposit())]);

    expect(failed).to.deep.equal(['1']);
    expect(lines.map(({ level, message }) => [level, message.includes('postponed')])).to.deep.equal([
      ['warn', false],
      ['warn', true],
    ]);
  });

  it('starts no further command of a stream when the time is nearly up', async () => {
    const { deliver, types, lines } = prepare();

    const failed = await deliver([queueRecord('1', 'ann', open), queueRecord('2', 'ann', deposit()), queueRecord('3', 'bob', open)], 2000);

    expect(failed).to.deep.equal(['2']);
    expect(await types('ann')).to.deep.equal(['Opened']);
    expect(await types('bob')).to.deep.equal(['Opened']);
    expect(lines[0]?.message).to.include('the time of this one is up');
  });

  it('waits twice as long before each further try of a refusal', async () => {
    const { deliver, postponed } = prepare();

    for (const receives of [1, 2, 3, 4]) await deliver([queueRecord('1', 'ann', deposit(), receives)]);

    expect(postponed.map(([, seconds]) => seconds)).to.deep.equal([1, 2, 4, 8]);
  });
});
