import { defineAggregate, defineProjection, dynamodb, object, reject } from '../../runtime/src/index.js';

const amount = { type: 'number', exclusiveMinimum: 0 } as const;
const owner = { type: 'string', minLength: 1 } as const;

/** An account: its invariant (never below zero) breaks when commands are decided on a wrong state. */
export const Account = defineAggregate({
  name: 'Account',
  initialState: () => ({ owner: '', balance: 0 }),
  events: {
    Opened: object({ owner }),
    Renamed: object({ owner }),
    Deposited: object({ amount }),
    Withdrawn: object({ amount, note: { type: 'string' } }, { optional: ['note'] }),
    Closed: object({}),
  },
  evolve: {
    Opened: (account, { data }) => ({ ...account, owner: data.owner }),
    Renamed: (account, { data }) => ({ ...account, owner: data.owner }),
    Deposited: (account, { data }) => ({ ...account, balance: account.balance + data.amount }),
    Withdrawn: (account, { data }) => ({ ...account, balance: account.balance - data.amount }),
    Closed: (account) => account,
  },
  commands: {
    Open: { creates: true, emits: 'Opened' },
    Rename: { emits: 'Renamed', diff: ['owner'] },
    Deposit: { emits: 'Deposited' },
    Withdraw: { payload: object({ amount }) },
    /** Two events in one commit. */
    Exchange: { payload: object({ amount }) },
    /** Up to a balance: no event when it is there already. */
    TopUp: { payload: object({ to: amount }) },
    Close: { deletes: true, payload: object({}) },
    /** A mistake in `decide`: an event that its schema refuses. */
    Break: { payload: object({}) },
  },
  decide: {
    Withdraw: ({ balance }, { amount }) =>
      amount > balance ? reject('overdrawn', `There is only ${balance}.`, { balance }) : { type: 'Withdrawn', data: { amount } },
    Exchange: (_, { amount }) => [
      { type: 'Deposited', data: { amount } },
      { type: 'Withdrawn', data: { amount, note: 'exchange' } },
    ],
    TopUp: ({ balance }, { to }) => (to > balance ? { type: 'Deposited', data: { amount: to - balance } } : []),
    Close: ({ balance }) => (balance > 0 ? reject('not-empty') : { type: 'Closed', data: {} }),
    Break: () => ({ type: 'Deposited', data: { amount: -1 } }),
  },
});

/** Accounts that are open, by owner. */
export const accounts = defineProjection({
  name: 'accounts',
  from: [Account],
  row: object({ id: { type: 'string' }, owner: { type: 'string' }, balance: { type: 'number' }, events: { type: 'integer' } }),
  evolve: {
    Opened: (_, { aggregateId, data }) => ({ id: aggregateId, owner: data.owner, balance: 0, events: 1 }),
    Renamed: (row, { data }) => row && { ...row, owner: data.owner, events: row.events + 1 },
    Deposited: (row, { data }) => row && { ...row, balance: row.balance + data.amount, events: row.events + 1 },
    Withdrawn: (row, { data }) => row && { ...row, balance: row.balance - data.amount, events: row.events + 1 },
    Closed: () => null,
  },
  store: dynamodb({ indexes: { byOwner: { partition: 'owner', sort: 'balance' } } }),
});
