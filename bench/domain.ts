import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

/** The payload of every event here: 200 bytes of JSON. */
export type Deposit = { readonly amount: number; readonly note: string };

const bytes = 200;

/** A deposit of 200 bytes. Its amount depends on its number, so that two in a row differ. */
export function deposit(number: number): Deposit {
  const amount = 1 + (number % 9);
  const empty = JSON.stringify({ amount, note: '' }).length;
  return { amount, note: `${number} `.padEnd(bytes - empty, 'x') };
}

export type AccountState = { readonly balance: number; readonly deposits: number };

export const noDeposits = (): AccountState => ({ balance: 0, deposits: 0 });

/** The fold, as all contenders have it. */
export const deposited = ({ balance, deposits }: AccountState, { amount }: Deposit): AccountState => ({
  balance: balance + amount,
  deposits: deposits + 1,
});

/** Events between two snapshots. */
export const snapshotEvery = 100;

const schema = object({ amount: { type: 'number' }, note: { type: 'string' } });

/** The account that all contenders keep, as this product defines it. `Open` is the first deposit. */
export const Account = defineAggregate({
  name: 'Account',
  initialState: noDeposits,
  events: { Deposited: schema },
  evolve: { Deposited: (account, { data }) => deposited(account, data) },
  commands: { Open: { creates: true, payload: schema }, Deposit: { payload: schema } },
  decide: {
    Open: (_, payload) => ({ type: 'Deposited', data: payload }),
    Deposit: (_, payload) =>
      payload.amount > 0 ? { type: 'Deposited', data: payload } : reject('nothing', 'There is nothing to deposit.'),
  },
  snapshot: { every: snapshotEvery },
});
