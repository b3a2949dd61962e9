import { defineAggregate, object, reject } from '../../../runtime/src/index.js';

const amount = { type: 'number', exclusiveMinimum: 0 } as const;
const text = { type: 'string' } as const;

/** A safe that keeps a record of whom it gave nothing. */
export const Safe = defineAggregate({
  name: 'Safe',
  initialState: () => ({ owner: '', balance: 0, declined: 0 }),
  events: {
    Opened: object({ owner: text }),
    Renamed: object({ owner: text }),
    Filled: object({ amount }),
    Taken: object({ amount }),
    TakingDeclined: object({ code: text, details: object({ asked: amount, balance: { type: 'number' } }) }),
    Closed: object({}),
    ClosingDeclined: object({ code: text, message: text }, { optional: ['message'] }),
  },
  evolve: {
    Opened: (safe, { data }) => ({ ...safe, owner: data.owner }),
    Renamed: (safe, { data }) => ({ ...safe, owner: data.owner }),
    Filled: (safe, { data }) => ({ ...safe, balance: safe.balance + data.amount }),
    Taken: (safe, { data }) => ({ ...safe, balance: safe.balance - data.amount }),
    TakingDeclined: (safe) => ({ ...safe, declined: safe.declined + 1 }),
    Closed: (safe) => safe,
    ClosingDeclined: (safe) => ({ ...safe, declined: safe.declined + 1 }),
  },
  commands: {
    Open: { creates: true, emits: 'Opened' },
    Rename: { payload: object({ owner: text }), diff: ['owner'], records: 'TakingDeclined' },
    Fill: { emits: 'Filled' },
    Take: { payload: object({ amount }), records: 'TakingDeclined' },
    /** The same, without a record. */
    Try: { payload: object({ amount }) },
    /** All that is there: no event where that is nothing. */
    Empty: { payload: object({}), records: 'TakingDeclined' },
    Close: { payload: object({}), deletes: true, records: 'ClosingDeclined' },
  },
  decide: {
    Rename: (_, { owner }) => ({ type: 'Renamed', data: { owner } }),
    Take: ({ balance }, { amount: asked }) =>
      asked > balance ? reject('too-much', `There is only ${balance}.`, { asked, balance }) : { type: 'Taken', data: { amount: asked } },
    Try: ({ balance }, { amount: asked }) => (asked > balance ? reject('too-much') : { type: 'Taken', data: { amount: asked } }),
    Empty: ({ balance }) => (balance > 0 ? { type: 'Taken', data: { amount: balance } } : []),
    Close: ({ balance }) =>
      balance > 0 ? reject('not-empty', undefined, { balance, on: new Date(0), by: undefined }) : { type: 'Closed', data: {} },
  },
});

/** The same, whose command ids are kept for ever. */
export const LastingSafe: typeof Safe = { ...Safe, idempotency: 'forever' };
