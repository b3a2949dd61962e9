import { defineAggregate, object, reject } from '../../runtime/src/index.js';

const amount = { type: 'integer', minimum: 1 } as const;
const balance = { type: 'integer', minimum: 0 } as const;
const owner = { type: 'string', minLength: 1 } as const;

/**
 * An account that is never below zero. Its events carry the balance after them, so that one decided on any other state than that before it
 * shows, even if the sum comes out right. The checker has these rules a second time, in `check/model.ts`.
 */
export const Account = defineAggregate({
  name: 'Account',
  initialState: () => ({ owner: '', balance: 0 }),
  events: {
    Opened: object({ owner }),
    Renamed: object({ owner }),
    Deposited: object({ amount, balance }),
    Withdrawn: object({ amount, balance }),
    FeeCharged: object({ amount, balance }),
    Closed: object({ balance }),
  },
  evolve: {
    Opened: (account, { data }) => ({ ...account, owner: data.owner }),
    Renamed: (account, { data }) => ({ ...account, owner: data.owner }),
    Deposited: (account, { data }) => ({ ...account, balance: account.balance + data.amount }),
    Withdrawn: (account, { data }) => ({ ...account, balance: account.balance - data.amount }),
    FeeCharged: (account, { data }) => ({ ...account, balance: account.balance - data.amount }),
    Closed: (account) => account,
  },
  commands: {
    Open: { creates: true, emits: 'Opened' },
    Rename: { emits: 'Renamed', diff: ['owner'] },
    Deposit: { payload: object({ amount }) },
    Withdraw: { payload: object({ amount }) },
    /** Two events, or none. */
    WithdrawWithFee: { payload: object({ amount, fee: amount }) },
    /** Up to a balance: no event when it is there already. */
    TopUp: { payload: object({ to: amount }) },
    Close: { deletes: true, payload: object({ forfeit: balance }) },
  },
  decide: {
    Deposit: (account, { amount }) => ({ type: 'Deposited', data: { amount, balance: account.balance + amount } }),
    Withdraw: (account, { amount }) =>
      amount > account.balance
        ? reject('overdrawn', undefined, { balance: account.balance })
        : { type: 'Withdrawn', data: { amount, balance: account.balance - amount } },
    WithdrawWithFee: (account, { amount, fee }) => {
      const left = account.balance - amount;
      if (left < fee) return reject('overdrawn', undefined, { balance: account.balance });
      return [
        { type: 'Withdrawn', data: { amount, balance: left } },
        { type: 'FeeCharged', data: { amount: fee, balance: left - fee } },
      ];
    },
    TopUp: (account, { to }) => (to > account.balance ? { type: 'Deposited', data: { amount: to - account.balance, balance: to } } : []),
    Close: (account, { forfeit }) =>
      account.balance > forfeit
        ? reject('not-empty', undefined, { balance: account.balance })
        : { type: 'Closed', data: { balance: account.balance } },
  },
});
