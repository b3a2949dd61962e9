import { expect } from 'chai';
import { testing } from '../../../runtime/src/testing/index.js';
import { Account } from '../accountFixture.js';
import { deposited, opened } from '../commitBuilders.js';
import { failed } from './failed.js';

const { given, givenDeleted } = testing(Account);
const deposit = { command: 'Deposit', data: { amount: 5 } } as const;

/** The test file's line in the first frame of a stack. */
const lineOf = ({ stack = '' }: Error): number =>
  Number(/mistakes\.test\.ts:(\d+)/.exec(stack.split('\n').find((line) => /^\s+at /.test(line)) ?? '')?.[1]);
const here = (): number => Number(/mistakes\.test\.ts:(\d+)/.exec(new Error('here').stack?.split('\n')[2] ?? '')?.[1]);

describe('a mistake in a scenario', () => {
  it('is to assert nothing: awaited, returned or taken for a promise, it fails and says so', async () => {
    const outcome: unknown = given([opened()]).when(deposit);
    const thenable: { then(done: unknown): Promise<void> } = given([opened()]).when(deposit);

    const awaited = await failed(async () => await outcome);
    const resolved = await failed(() => Promise.resolve(outcome));
    const called = await failed(() => thenable.then(() => {}));

    for (const error of [awaited, resolved, called]) {
      expect(error.message).to.match(/^Nothing is asserted after Deposit: end the scenario with then/);
    }
  });

  it('is to expect no list of events', async () => {
    const outcome: { then(events: unknown): Promise<void> } = given([opened()]).when(deposit);

    const error = await failed(() => outcome.then(deposited(5)));

    expect(error.message).to.equal("then takes a list of events, { type: 'Deposited', data: { amount: 5 } } given.");
  });

  it('is an event that the aggregate does not have', async () => {
    const error = await failed(() => given(JSON.parse('[{ "type": "Robbed", "data": {} }]')));

    expect(error.message).to.equal("given: Account has no event 'Robbed', only Opened, Renamed, Deposited, Withdrawn, Closed.");
  });

  it('is an event that cannot have been stored', async () => {
    const error = await failed(() => given([opened(), deposited(-1)]));

    expect(error.message).to.equal('given: Deposited is not as Account can have stored it: /amount must be > 0, -1 given.');
  });

  it('is a deleted aggregate that never was', async () => {
    const error = await failed(() => givenDeleted([]));

    expect(error.message).to.include('one without events does not exist');
  });

  it('is a time that is none, or goes back', async () => {
    const none = await failed(() => given([{ ...opened(), at: 'noon' }]));
    const back = await failed(() =>
      given([
        { ...opened(), at: '2026-02-02' },
        { ...deposited(), at: '2026-02-01' },
      ]),
    );
    const sent = await failed(() =>
      given([opened()])
        .when({ ...deposit, at: 'noon' })
        .thenNothing(),
    );

    expect(none.message).to.equal("'at' must be a time in ISO 8601, such as 2026-01-01T00:00:00.000Z, 'noon' given.");
    expect(back.message).to.include('given: Deposited is at 2026-02-01T00:00:00.000Z, before 2026-02-02T00:00:00.000Z');
    expect(sent.message).to.equal(none.message);
  });
});

describe('the stack of a failure', () => {
  it('begins at the line of the assertion', async () => {
    const outcome = given([opened()]).when(deposit);

    expect(lineOf(await failed(() => outcome.then([])))).to.equal(here());
    expect(lineOf(await failed(() => outcome.thenNothing()))).to.equal(here());
    expect(lineOf(await failed(() => outcome.thenRejected('overdrawn')))).to.equal(here());
    expect(lineOf(await failed(() => outcome.thenState({ owner: '', balance: 0 })))).to.equal(here());
    expect(lineOf(await failed(() => outcome.thenThrown('')))).to.equal(here());
    expect(lineOf(await failed(() => given([deposited(-1)])))).to.equal(here());
    expect(lineOf(await failed(() => givenDeleted([])))).to.equal(here());
  });

  it('begins at the line of the command where nothing is asserted', async () => {
    const outcome: unknown = given([opened()]).when(deposit);
    const line = here() - 1;

    expect(lineOf(await failed(async () => await outcome))).to.equal(line);
  });
});
