import { expect } from 'chai';
import { createDispatcher, createSignals, EventSourcingError, inMemoryEventStore } from '../../../runtime/src/index.js';
import { commandHandler } from '../../../runtime/src/lambda/index.js';
import { measuredCommands } from '../../../runtime/src/metrics/measuredCommands.js';
import { Account } from '../accountFixture.js';
import { caught } from '../caught.js';
import { recordedMetrics } from './recordedMetrics.js';

const command = { aggregate: 'Account', id: '1', command: 'Open', data: {} };
const answer = { aggregateId: '1', version: 1, events: [] };

const failing = (code: 'AggregateNotFound' | 'CommandRejected' | 'StoreThrottled' | 'Conflict' | 'UnknownAggregate') => async () => {
  throw new EventSourcingError({ code, message: 'no', details: {} } as ConstructorParameters<typeof EventSourcingError>[0]);
};

describe('measured commands', () => {
  const outcomes: readonly (readonly [string, string, () => Promise<typeof answer>])[] = [
    ['accepted, when it answers', 'accepted', async () => answer],
    ['rejected, by its aggregate', 'rejected', failing('CommandRejected')],
    ['rejected, for what is not there', 'rejected', failing('AggregateNotFound')],
    ['failed, by its store', 'failed', failing('StoreThrottled')],
    ['failed, when it lost too often', 'failed', failing('Conflict')],
    ['failed, by a mistake in its code', 'failed', async () => Promise.reject(new TypeError('no'))],
  ];
  for (const [title, outcome, execute] of outcomes) {
    it(`are ${title}`, async () => {
      const { metrics, measured } = recordedMetrics();
      const times = [100, 130];

      await measuredCommands(execute, metrics, () => times.shift() ?? 0)(command).catch(() => {});

      expect(measured).to.deep.equal([{ command: { aggregate: 'Account', outcome, milliseconds: 30 } }]);
    });
  }

  it('are none of an aggregate that is not there: its name is the caller’s', async () => {
    const { metrics, measured } = recordedMetrics();

    const error = await caught(measuredCommands(failing('UnknownAggregate'), metrics)(command));

    expect(error).to.have.property('code', 'UnknownAggregate');
    expect(measured).to.deep.equal([]);
  });

  it('count each version that was lost to another', async () => {
    const store = inMemoryEventStore();
    const conflicts: string[] = [];
    const of = () =>
      createDispatcher({
        aggregates: [Account],
        store,
        signals: createSignals(),
        sleep: async () => {},
        onConflict: (name) => conflicts.push(name),
      });
    const [ours, theirs] = [of(), of()];
    await ours.execute({ ...command, data: { owner: 'Ann' } });
    await theirs.execute({ ...command, command: 'Deposit', data: { amount: 1 } });
    await ours.execute({ ...command, command: 'Deposit', data: { amount: 1 } });

    await ours.execute({ ...command, command: 'Deposit', data: { amount: 1 } });

    // The second of ours started from a state that theirs had gone past.
    expect(conflicts).to.deep.equal(['Account']);
  });

  it('are written at the end of each invocation, refused ones too', async () => {
    const { metrics, measured } = recordedMetrics();
    const dispatcher = createDispatcher({ aggregates: [Account], store: inMemoryEventStore(), signals: createSignals() });
    const handler = commandHandler({ aggregate: Account, dispatcher, metrics });

    await handler({ ...command, data: { owner: 'Ann' } });
    await caught(handler({ ...command, command: 'Withdraw', data: { amount: 5 } }));

    expect(measured.map((each) => ('command' in each ? each.command.outcome : 'flush'))).to.deep.equal([
      'accepted',
      'flush',
      'rejected',
      'flush',
    ]);
  });
});
