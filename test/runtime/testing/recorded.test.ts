import { expect } from 'chai';
import { testing } from '../../../runtime/src/testing/index.js';
import { Safe } from '../commands/safeFixture.js';
import { failed, linesOf } from './failed.js';

const { given, givenDeleted } = testing(Safe);

const opened = { type: 'Opened', data: { owner: 'Ann' } } as const;
const filled = { type: 'Filled', data: { amount: 10 } } as const;
const declined = { type: 'TakingDeclined', data: { code: 'too-much', details: { asked: 11, balance: 10 } } } as const;
const take = (amount: number) => ({ command: 'Take', data: { amount } }) as const;

describe('thenRecorded', () => {
  it('passes where the rejection is recorded as this event', () => given([opened, filled]).when(take(11)).thenRecorded(declined));

  it('fails where it is recorded as another, with the difference', async () => {
    const other = { type: 'TakingDeclined', data: { code: 'too-much', details: { asked: 11, balance: 9 } } } as const;

    const error = await failed(() => given([opened, filled]).when(take(11)).thenRecorded(other));

    expect(linesOf(error)).to.deep.equal([
      'The rejection of Take was recorded as another event than expected (- expected, + recorded):',
      '',
      '~ TakingDeclined',
      '- data.details.balance: 9',
      '+ data.details.balance: 10',
      '',
      'sent:     Take { amount: 11 }',
      "on state: { owner: 'Ann', balance: 10, declined: 0 } (version 2)",
    ]);
    expect(error).to.deep.include({ expected: other, actual: declined });
  });

  it('fails where the rejection is not recorded, the command is accepted, or it is refused for another reason', async () => {
    const start = given([opened, filled]);

    const unrecorded = await failed(() => start.when({ command: 'Try', data: { amount: 11 } }).thenRecorded(declined));
    const accepted = await failed(() => start.when(take(10)).thenRecorded(declined));
    const closed = await failed(() => givenDeleted([opened]).when(take(11)).thenRecorded(declined));

    expect(linesOf(unrecorded).slice(0, 4)).to.deep.equal([
      'No rejection of Try was recorded (- expected, + happened):',
      '',
      "- recorded: TakingDeclined { code: 'too-much', details: { asked: 11, balance: 10 } }",
      '+ refused: too-much (CommandRejected). Try on Safe/1 was rejected: too-much.',
    ]);
    expect(linesOf(accepted)).to.include('+ Taken { amount: 10 }');
    expect(closed.message).to.include('AggregateDeleted');
  });
});

describe('a rejection that is recorded', () => {
  it('a recorded rejection is a rejection for the testing kit', () =>
    given([opened, filled]).when(take(11)).thenRejected('too-much', { asked: 11, balance: 10 }));

  it('is no acceptance, and the failure tells the record', async () => {
    const stored = await failed(() => given([opened, filled]).when(take(11)).then([declined]));
    const nothing = await failed(() => given([opened, filled]).when(take(11)).thenNothing());

    expect(linesOf(stored)).to.include.members([
      'Take was refused (- expected, + happened):',
      "+ recorded: TakingDeclined { code: 'too-much', details: { asked: 11, balance: 10 } }",
    ]);
    expect(nothing.message).to.include('Take was refused');
  });

  it('is part of the past for what follows it', async () => {
    const again = given([opened, filled])
      .when({ ...take(11), commandId: 'key' })
      .when({ command: 'Fill', data: { amount: 1 } });

    await again.when(take(11)).then([{ type: 'Taken', data: { amount: 11 } }]);
    await again.when({ ...take(11), commandId: 'key' }).thenRecorded(declined);
    await given([opened, filled]).when(take(11)).thenState({ owner: 'Ann', balance: 10, declined: 1 });
    await given([opened, filled, declined]).thenState({ owner: 'Ann', balance: 10, declined: 1 });
  });
});
