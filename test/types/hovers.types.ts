// What an editor shows where somebody points: hovers.int.test.ts asks for the name behind each mark.
import {
  command,
  deadline,
  defineAggregate,
  defineProcess,
  defineProjection,
  dynamodb,
  object,
  reject,
} from 'serverless-event-sourcing-runtime';

const amount = { type: 'integer', minimum: 1 } as const;

export const /*?*/ Account = defineAggregate({
    name: 'Account',
    initialState: () => ({ owner: '', balance: 0, frozen: false }),
    events: {
      AccountOpened: object({ owner: { type: 'string' } }),
      MoneyDeposited: object({ amount }),
      MoneyWithdrawn: object({ amount }),
      AccountFrozen: object({ reason: { type: 'string' } }, { optional: ['reason'] }),
    },
    evolve: {
      AccountOpened: (/*?*/ opened, { /*?*/ data }) => ({ ...opened, owner: data.owner }),
      MoneyDeposited: (account, { data }) => ({ ...account, balance: account.balance + data.amount }),
      MoneyWithdrawn: (account, /*?*/ event) => ({ ...account, balance: account.balance - event.data.amount }),
      AccountFrozen: (account) => ({ ...account, frozen: true }),
    },
    commands: {
      Open: { creates: true, emits: 'AccountOpened' },
      Deposit: { emits: 'MoneyDeposited' },
      Withdraw: { payload: object({ amount }) },
      Freeze: { emits: 'AccountFrozen' },
    },
    decide: {
      Withdraw: (/*?*/ decided, /*?*/ payload) =>
        decided.frozen
          ? reject('frozen', 'The account is frozen.')
          : decided.balance < payload.amount
            ? reject('overdrawn', 'There is less.', { short: payload.amount - decided.balance })
            : { type: 'MoneyWithdrawn', data: { amount: payload.amount } },
    },
  });

export const /*?*/ balances = defineProjection({
    name: 'balances',
    from: [Account],
    row: object({ id: { type: 'string' }, balance: { type: 'number' } }),
    evolve: {
      AccountOpened: (_, { aggregateId }) => ({ id: aggregateId, balance: 0 }),
      MoneyDeposited: (/*?*/ row, { data }) => row && { ...row, balance: row.balance + data.amount },
    },
    store: dynamodb({ indexes: { byBalance: { partition: 'id', sort: 'balance' } } }),
  });

export const /*?*/ dunning = defineProcess({
    name: 'dunning',
    from: [Account],
    to: [Account],
    initialState: () => ({ tries: 0 }),
    on: {
      MoneyWithdrawn: ({ aggregateId }, /*?*/ context) =>
        context.state.tries > 3 ? command(Account, 'Freeze', aggregateId, { reason: 'tried often' }) : deadline('late', { hours: 1 }),
    },
    /*?*/ rejected: { 'Account.Withdraw': (/*?*/ refusal, { id }) => command(Account, 'Freeze', id, { reason: refusal.code }) },
    passed: { late: () => [] },
  });
