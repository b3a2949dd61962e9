import { expect } from 'chai';
import { createSignals, defineAggregate, object, reject, veto } from '../../../runtime/src/index.js';
import { testing } from '../../../runtime/src/testing/index.js';
import { Account } from '../accountFixture.js';
import { closed, deposited, opened, withdrawn } from '../commitBuilders.js';
import { failed, linesOf } from './failed.js';

const { given, givenDeleted } = testing(Account);
const withdraw = (amount: number) => ({ command: 'Withdraw', data: { amount } }) as const;

/** What a decision is told beside state and payload, told back as an event; and a rejection with details. */
const Clock = defineAggregate({
  name: 'Clock',
  initialState: () => ({ told: '' }),
  events: { Told: object({ text: { type: 'string' }, note: { type: 'string' } }, { optional: ['note'] }) },
  evolve: { Told: (_, { data, at, metadata }) => ({ told: `${data.text} at ${at} by ${metadata.actor ?? 'nobody'}` }) },
  commands: {
    Tell: { creates: true, payload: object({}) },
    TellAgain: { payload: object({}) },
    Refuse: { payload: object({}) },
    Fail: { payload: object({}) },
    Repeat: { emits: 'Told' },
  },
  decide: {
    Tell: (_, __, context) => ({ type: 'Told', data: { text: JSON.stringify(context) } }),
    TellAgain: (_, __, { at }) => ({ type: 'Told', data: { text: at } }),
    Refuse: () => reject('too-late', 'It is over.', { until: { day: 1 } }),
    Fail: () => {
      throw new RangeError('the spring is broken');
    },
  },
});

const told = { type: 'Told', data: { text: '' } } as const;

describe('given, when, then', () => {
  it('passes where the command stores these events', async () => {
    await given([opened(), deposited(10)])
      .when(withdraw(4))
      .then([withdrawn(4)]);
    await given()
      .when({ command: 'Open', data: { owner: 'Ann' } })
      .then([opened()]);
    await given([opened()])
      .when({ command: 'Exchange', data: { amount: 1 } })
      .then([deposited(1), { type: 'Withdrawn', data: { amount: 1, note: 'exchange' } }]);
  });

  it('fails where it stores others, with the difference, the command and the state', async () => {
    const error = await failed(() =>
      given([opened(), deposited(10)])
        .when(withdraw(4))
        .then([withdrawn(5), closed()]),
    );

    expect(linesOf(error)).to.deep.equal([
      'Withdraw stored other events than expected (- expected, + stored):',
      '',
      '~ Withdrawn',
      '- data.amount: 5',
      '+ data.amount: 4',
      '- Closed {}',
      '',
      'sent:     Withdraw { amount: 4 }',
      "on state: { owner: 'Ann', balance: 10 } (version 2)",
    ]);
    expect(error).to.deep.include({ name: 'AssertionError', expected: [withdrawn(5), closed()], actual: [withdrawn(4)] });
  });

  it('fails where it is refused, and says how', async () => {
    const error = await failed(() =>
      given([opened()])
        .when(withdraw(4))
        .then([withdrawn(4)]),
    );

    expect(linesOf(error).slice(0, 4)).to.deep.equal([
      'Withdraw was refused (- expected, + happened):',
      '',
      '- Withdrawn { amount: 4 }',
      '+ refused: overdrawn (CommandRejected). There is only 0. Details: { balance: 0 }.',
    ]);
  });

  it('throws what decide throws, as it is', async () => {
    const thrown = await given([])
      .when(withdraw(4))
      .thenNothing()
      .catch((error) => error);
    const { given: clock } = testing(Clock);
    const broken = await clock([told])
      .when({ command: 'Fail', data: {} })
      .then([])
      .catch((error) => error);

    expect(thrown.message).to.include('AggregateNotFound');
    expect(broken).to.be.instanceOf(RangeError);
  });

  it('compares events as they are stored: without members that are undefined, and a date as its text', async () => {
    const outcome: { then(events: unknown): Promise<void> } = testing(Clock).given([told]).when({ command: 'TellAgain', data: {} });

    await outcome.then([{ type: 'Told', data: { text: new Date('2026-01-01'), note: undefined } }]);
    await testing(Clock)
      .given([told])
      .whenUntyped({ command: 'Repeat', data: { text: '', note: undefined } })
      .then([told]);
  });
});

describe('thenNothing', () => {
  it('passes where the command is accepted and stores nothing', () =>
    given([opened(), deposited(10)])
      .when({ command: 'TopUp', data: { to: 10 } })
      .thenNothing());

  it('fails where it stores something', async () => {
    const error = await failed(() =>
      given([opened()])
        .when({ command: 'TopUp', data: { to: 10 } })
        .thenNothing(),
    );

    expect(linesOf(error)).to.include('+ Deposited { amount: 10 }');
  });

  it('fails where it is refused', async () => {
    const error = await failed(() => given([opened()]).when(withdraw(4)).thenNothing());

    expect(linesOf(error)).to.include.members(['Withdraw was refused (- expected, + happened):', '- accepted, and nothing stored']);
  });
});

describe('thenRejected', () => {
  it('takes the code that decide gave, and that of the error', async () => {
    const overdrawn = given([opened()]).when(withdraw(4));

    await overdrawn.thenRejected('overdrawn');
    await overdrawn.thenRejected('overdrawn', { balance: 0 });
    await overdrawn.thenRejected('CommandRejected');
  });

  it('checks what a dispatch checks', async () => {
    await given().when(withdraw(4)).thenRejected('AggregateNotFound');
    await given([opened()])
      .when({ command: 'Open', data: { owner: 'Bob' } })
      .thenRejected('AggregateAlreadyExists');
    await given([opened('Ann')])
      .when({ command: 'Rename', data: { owner: 'Ann' } })
      .thenRejected('ValidationFailed');
    await given([opened()])
      .when({ command: 'Deposit', data: { amount: -1 } })
      .thenRejected('ValidationFailed');
    await given([opened()]).whenUntyped({ command: 'Deposit', data: 'ten' }).thenRejected('ValidationFailed');
    await given([opened()]).whenUntyped({ command: 'Rob', data: {} }).thenRejected('UnknownCommand');
    await given([opened()])
      .when({ ...withdraw(1), expectedVersion: 2 })
      .thenRejected('WrongVersion', { stream: 'Account/1', expected: 2, actual: 1 });
    await given([opened()]).when({ command: 'Break', data: {} }).thenRejected('EventInvalid');
    await givenDeleted([opened(), closed()]).when(withdraw(4)).thenRejected('AggregateDeleted');
  });

  it('fails where the command is accepted', async () => {
    const error = await failed(() =>
      given([opened(), deposited(10)])
        .when(withdraw(4))
        .thenRejected('overdrawn'),
    );

    expect(linesOf(error).slice(0, 4)).to.deep.equal([
      'Withdraw was not refused as expected (- expected, + happened):',
      '',
      '- refused: overdrawn',
      '+ Withdrawn { amount: 4 }',
    ]);
  });

  it('fails when the command is rejected under another code', async () => {
    const error = await failed(() => given([opened()]).when(withdraw(4)).thenRejected('not-empty'));

    expect(linesOf(error)).to.include.members([
      '- refused: not-empty',
      '+ refused: overdrawn (CommandRejected). There is only 0. Details: { balance: 0 }.',
    ]);
    expect(error).to.include({ expected: 'not-empty', actual: 'overdrawn' });
  });

  it('fails with other details, and names the place', async () => {
    const late = testing(Clock).given([told]).when({ command: 'Refuse', data: {} });

    const error = await failed(() => late.thenRejected('too-late', { until: { day: 2 } }));

    expect(linesOf(error)).to.include.members(['- until.day: 2', '+ until.day: 1']);
  });

  it('says why an aggregate is not deleted whose events are given', async () => {
    const error = await failed(() => given([opened(), closed()]).when(withdraw(4)).thenRejected('AggregateDeleted'));

    expect(error.message).to.include('use givenDeleted');
  });
});

describe('thenState', () => {
  it('passes where the events fold into this state', async () => {
    await given().thenState({ owner: '', balance: 0 });
    await given([opened(), deposited(10)]).thenState({ owner: 'Ann', balance: 10 });
    await given([opened(), deposited(10)])
      .when(withdraw(4))
      .thenState({ owner: 'Ann', balance: 6 });
  });

  it('fails where they fold into another', async () => {
    const error = await failed(() => given([opened(), deposited(10)]).thenState({ owner: 'Ann', balance: 9 }));

    expect(linesOf(error)).to.deep.equal([
      'The state is another than expected (- expected, + folded):',
      '',
      '- balance: 9',
      '+ balance: 10',
    ]);
  });

  it('fails where the command is refused', async () => {
    const error = await failed(() => given([opened()]).when(withdraw(4)).thenState({ owner: 'Ann', balance: 0 }));

    expect(error.message).to.include('Withdraw was refused');
  });
});

describe('thenThrown', () => {
  const broken = testing(Clock).given([told]).when({ command: 'Fail', data: {} });

  it('passes where the message holds the text, or matches', async () => {
    await broken.thenThrown('spring');
    await broken.thenThrown(/broken$/);
  });

  it('fails where it does not, or nothing is thrown', async () => {
    const other = await failed(() => broken.thenThrown('winter'));
    const none = await failed(() => given([opened()]).when(withdraw(4)).thenThrown('winter'));

    expect(linesOf(other)).to.include.members(['- thrown: winter', '+ thrown: RangeError: the spring is broken']);
    expect(none.message).to.include('+ refused: overdrawn');
  });
});

describe('one command after another', () => {
  it('makes of what the first stored the past of the next', async () => {
    await given([opened(), deposited(10)])
      .when(withdraw(4))
      .when(withdraw(6))
      .when(withdraw(1))
      .thenRejected('overdrawn', { balance: 0 });
    await given([opened()]).when({ command: 'Close', data: {} }).when(withdraw(4)).thenRejected('AggregateDeleted');
  });

  it('answers a command id again as the first time', async () => {
    const once = given([opened()]).when({ command: 'Deposit', data: { amount: 5 }, commandId: 'key' });

    await once.when({ command: 'Deposit', data: { amount: 5 }, commandId: 'key' }).thenState({ owner: 'Ann', balance: 5 });
    await once.when({ command: 'Deposit', data: { amount: 6 }, commandId: 'key' }).thenRejected('CommandIdReused');
  });

  it('fails where one before the last is refused', async () => {
    const error = await failed(() =>
      given([opened()])
        .when(withdraw(4))
        .when({ command: 'Deposit', data: { amount: 5 } })
        .then([deposited(5)]),
    );

    expect(error.message).to.equal(
      'Withdraw, which other commands follow, was refused: overdrawn (CommandRejected). There is only 0. Details: { balance: 0 }.',
    );
  });

  it('leaves what it went on from as it was', async () => {
    const start = given([opened(), deposited(10)]).when(withdraw(4));
    await start.when(withdraw(6)).thenState({ owner: 'Ann', balance: 0 });

    await start.thenState({ owner: 'Ann', balance: 6 });
  });
});

describe('the surroundings of a scenario', () => {
  it('are the same each time', async () => {
    const context = { aggregateId: '1', commandId: 'id-1', version: 0, at: '2026-01-01T00:00:00.000Z' };
    const { given: clock } = testing(Clock);

    await clock()
      .when({ command: 'Tell', data: {} })
      .then([{ type: 'Told', data: { text: JSON.stringify(context) } }]);
    await clock()
      .when({ command: 'Tell', data: {} })
      .then([{ type: 'Told', data: { text: JSON.stringify(context) } }]);
  });

  it('lets a test set the id, the time and the actor of a command', async () => {
    const context = { aggregateId: 'big-ben', commandId: 'id-1', version: 0, at: '2030-06-01T00:00:00.000Z', actor: 'ann' };
    const { given: clock } = testing(Clock, { aggregateId: 'big-ben', at: '2030-06-01' });

    await clock()
      .when({ command: 'Tell', data: {}, actor: 'ann' })
      .then([{ type: 'Told', data: { text: JSON.stringify(context) } }]);
  });

  it('have the times that events and commands say, and go on from there', async () => {
    const { given: clock } = testing(Clock);
    const first = { type: 'Told', data: { text: 'noon' }, at: '2026-05-01T12:00:00Z', metadata: { actor: 'ann' } } as const;

    await clock([first]).thenState({ told: 'noon at 2026-05-01T12:00:00.000Z by ann' });
    await clock([first])
      .when({ command: 'TellAgain', data: {} })
      .then([{ type: 'Told', data: { text: '2026-05-01T12:00:00.000Z' } }]);
    await clock([first])
      .when({ command: 'TellAgain', data: {}, at: '2026-05-02' })
      .when({ command: 'TellAgain', data: {} })
      .then([{ type: 'Told', data: { text: '2026-05-02T00:00:00.000Z' } }]);
  });

  it('hold the receivers that are given, and no others', async () => {
    const signals = createSignals();
    signals.on('eventPreSave', { aggregate: Account, command: 'Deposit' }, () => veto('closed-today', 'not today'));

    await testing(Account, { signals })
      .given([opened()])
      .when({ command: 'Deposit', data: { amount: 5 } })
      .thenRejected('CommandVetoed');
    await given([opened()])
      .when({ command: 'Deposit', data: { amount: 5 } })
      .then([deposited(5)]);
  });
});
