// A process: an order that is placed has its items reserved. Where one cannot be had, or nobody pays in a day, the order is cancelled and
// what was reserved for it goes back.
import { cancelDeadline, command, deadline, defineProcess } from 'serverless-event-sourcing-runtime';
import { Order } from './order.js';
import { Stock } from './stock.js';

type Reserved = { readonly itemId: string; readonly quantity: number };

type FulfilmentState = {
  /** By the id of the line. */
  readonly lines: Readonly<Record<string, Reserved>>;
  readonly reserved: readonly Reserved[];
  readonly cancelled: boolean;
};

export const fulfilment = defineProcess({
  name: 'fulfilment',
  from: [Order],
  to: [Stock, Order],

  // What it has to know, folded of what happened to it: of events, and of what its own commands came to.
  initialState: (): FulfilmentState => ({ lines: {}, reserved: [], cancelled: false }),
  evolve: {
    on: {
      LineAdded: (state, { data: { lineId, itemId, quantity } }) => ({
        ...state,
        lines: { ...state.lines, [lineId]: { itemId, quantity } },
      }),
      QuantityChanged: (state, { data: { lineId, quantity } }) => ({
        ...state,
        lines: { ...state.lines, [lineId]: { itemId: state.lines[lineId]?.itemId ?? '', quantity } },
      }),
      LineRemoved: (state, { data: { lineId } }) => ({
        ...state,
        lines: Object.fromEntries(Object.entries(state.lines).filter(([id]) => id !== lineId)),
      }),
      OrderCancelled: (state) => ({ ...state, cancelled: true }),
    },
    accepted: {
      'Stock.ReserveStock': (state, { id, data }) => ({ ...state, reserved: [...state.reserved, { itemId: id, quantity: data.quantity }] }),
    },
  },

  on: {
    OrderPlaced: (_, { id, state }) => [
      ...Object.values(state.lines).map(({ itemId, quantity }) => command(Stock, 'ReserveStock', itemId, { orderId: id, quantity })),
      deadline('payment', { hours: 24 }),
    ],
    OrderPaid: () => cancelDeadline('payment'),
    // The compensation.
    OrderCancelled: (_, { id, state }) => [
      ...state.reserved.map(({ itemId, quantity }) => command(Stock, 'ReleaseStock', itemId, { orderId: id, quantity })),
      cancelDeadline('payment'),
    ],
  },

  accepted: {
    // It came too late: nobody else gives it back.
    'Stock.ReserveStock': ({ id: itemId, data: { quantity } }, { id, state }) =>
      state.cancelled ? command(Stock, 'ReleaseStock', itemId, { orderId: id, quantity }) : undefined,
  },
  rejected: {
    'Stock.ReserveStock': ({ id: itemId, code }, { id }) => command(Order, 'CancelOrder', id, { reason: `${itemId}: ${code}` }),
  },
  passed: {
    payment: (_, { id }) => command(Order, 'CancelOrder', id, { reason: 'not paid in time' }),
  },
});
