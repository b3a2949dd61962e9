import {
  cancelDeadline,
  command,
  deadline,
  defineAggregate,
  defineProcess,
  eventAddress,
  object,
  reject,
} from '../../../runtime/src/index.js';
import type { Poison } from './poison.js';

const text = { type: 'string' } as const;
const quantity = { type: 'integer', minimum: 1 } as const;
const poison = text;
const moved = object({ amount: quantity, owner: text, poison });

/** An account whose rows come and go. Who reads its events is checked by `check/`, which has these folds a second time. */
export const Account = defineAggregate({
  name: 'Account',
  initialState: () => ({ events: 0 }),
  events: { Opened: moved, Deposited: moved, Noted: object({}), Emptied: object({}), Closed: object({}) },
  evolve: {
    Opened: ({ events }) => ({ events: events + 1 }),
    Deposited: ({ events }) => ({ events: events + 1 }),
    Noted: ({ events }) => ({ events: events + 1 }),
    Emptied: ({ events }) => ({ events: events + 1 }),
    Closed: ({ events }) => ({ events: events + 1 }),
  },
  commands: {
    Open: { creates: true, emits: 'Opened' },
    Deposit: { emits: 'Deposited' },
    /** Several events in one commit. */
    Split: { payload: object({ times: quantity, amount: quantity, owner: text, poison }) },
    Note: { emits: 'Noted' },
    Empty: { emits: 'Emptied' },
    Close: { deletes: true, emits: 'Closed' },
  },
  decide: {
    Split: (_, { times, ...data }) =>
      Array.from({ length: times }, (_, index) => ({
        type: 'Deposited' as const,
        data: { ...data, poison: index === times - 1 ? data.poison : '' },
      })),
  },
});

/** Name under which the process has its positions and parked streams. */
export const fulfilmentName = 'processes/fulfilment';

export const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ status: 'none' as 'none' | 'placed' | 'confirmed' | 'paid' | 'cancelled' }),
  events: {
    OrderPlaced: object({ lines: { type: 'array', items: object({ item: text, quantity }) }, poison }),
    OrderConfirmed: object({}),
    OrderPaid: object({}),
    OrderCancelled: object({ reason: text }),
  },
  evolve: {
    OrderPlaced: () => ({ status: 'placed' }),
    OrderConfirmed: () => ({ status: 'confirmed' }),
    OrderPaid: () => ({ status: 'paid' }),
    OrderCancelled: () => ({ status: 'cancelled' }),
  },
  commands: {
    PlaceOrder: { creates: true, emits: 'OrderPlaced' },
    ConfirmOrder: { payload: object({}) },
    PayOrder: { payload: object({}) },
    CancelOrder: { payload: object({ reason: text }) },
  },
  decide: {
    ConfirmOrder: ({ status }) => (status === 'placed' ? { type: 'OrderConfirmed', data: {} } : []),
    PayOrder: ({ status }) => (status === 'confirmed' ? { type: 'OrderPaid', data: {} } : reject('not-confirmed')),
    CancelOrder: ({ status }, { reason }) => {
      if (status === 'paid') return reject('paid');
      return status === 'cancelled' ? [] : { type: 'OrderCancelled', data: { reason } };
    },
  },
});

/** What a reservation is for. Its events say it, so that one that took effect twice shows. */
const reserved = { quantity, order: text, line: { type: 'integer' } } as const;

/** A target that says no when there is nothing left, and throws where it is told to. */
const itemOf = (poison: Poison) =>
  defineAggregate({
    name: 'Item',
    initialState: () => ({ stock: 0 }),
    events: { Stocked: object({ quantity }), Reserved: object(reserved), Released: object(reserved) },
    evolve: {
      Stocked: ({ stock }, { data }) => ({ stock: stock + data.quantity }),
      Reserved: ({ stock }, { data }) => ({ stock: stock - data.quantity }),
      Released: ({ stock }, { data }) => ({ stock: stock + data.quantity }),
    },
    commands: {
      Create: { creates: true, emits: 'Stocked' },
      Stock: { emits: 'Stocked' },
      Reserve: { payload: object({ ...reserved, poison: text }) },
      Release: { emits: 'Released' },
    },
    decide: {
      Reserve: ({ stock }, { poison: text, ...data }) => {
        if (poison.of(fulfilmentName, { poison: text }) === 'target') throw new Error(`${data.order} is poison to its target`);
        return stock < data.quantity ? reject('out-of-stock') : { type: 'Reserved', data };
      },
    },
  });

type Line = { readonly item: string; readonly quantity: number; readonly line: number };
type Fulfilment = { readonly lines: number; readonly reserved: readonly Line[]; readonly failed: boolean; readonly cancelled: boolean };

/** Seconds that a customer has to pay. */
const payment = 3;

/** Reserves what is ordered; releases it again where some of it cannot be had, or nobody pays in time. */
export function fulfilmentOf(poison: Poison) {
  const Item = itemOf(poison);
  const fulfilment = defineProcess({
    name: 'fulfilment',
    from: [Order],
    to: [Item, Order],
    initialState: (): Fulfilment => ({ lines: 0, reserved: [], failed: false, cancelled: false }),
    evolve: {
      on: {
        OrderPlaced: (state, { data }) => ({ ...state, lines: data.lines.length }),
        OrderCancelled: (state) => ({ ...state, cancelled: true }),
      },
      accepted: {
        'Item.Reserve': (state, { id, data: { quantity, line } }) => ({
          ...state,
          reserved: [...state.reserved, { item: id, quantity, line }],
        }),
      },
      rejected: { 'Item.Reserve': (state) => ({ ...state, failed: true }) },
    },
    on: {
      OrderPlaced(event) {
        const { aggregateId: order, data } = event;
        poison.strike(fulfilmentName, eventAddress(event), data);
        return [
          ...data.lines.map(({ item, quantity }, line) => command(Item, 'Reserve', item, { quantity, order, line, poison: data.poison })),
          deadline('payment', { seconds: payment }),
        ];
      },
      OrderPaid: () => cancelDeadline('payment'),
      OrderCancelled: (_, { id, state }) => [
        ...state.reserved.map(({ item, ...line }) => command(Item, 'Release', item, { ...line, order: id })),
        cancelDeadline('payment'),
      ],
    },
    accepted: {
      'Item.Reserve': ({ id: item, data: { quantity, line } }, { id, state }) => {
        // What is reserved too late goes back at once: nobody else gives it back.
        if (state.cancelled) return command(Item, 'Release', item, { quantity, line, order: id });
        return !state.failed && state.reserved.length === state.lines ? command(Order, 'ConfirmOrder', id, {}) : undefined;
      },
    },
    rejected: { 'Item.Reserve': (_, { id }) => command(Order, 'CancelOrder', id, { reason: 'out of stock' }) },
    passed: { payment: (_, { id }) => command(Order, 'CancelOrder', id, { reason: 'not paid' }) },
  });
  return { Item, fulfilment };
}
