import { cancelDeadline, command, deadline, defineAggregate, defineProcess, object, reject } from '../../../runtime/src/index.js';

const text = { type: 'string' } as const;
const quantity = { type: 'integer', minimum: 1 } as const;

export const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ status: 'none' as 'none' | 'placed' | 'confirmed' | 'paid' | 'cancelled', reason: '' }),
  events: {
    OrderPlaced: object({ lines: { type: 'array', items: object({ item: text, quantity }) } }),
    OrderConfirmed: object({}),
    OrderPaid: object({}),
    OrderCancelled: object({ reason: text }),
  },
  evolve: {
    OrderPlaced: (order) => ({ ...order, status: 'placed' }),
    OrderConfirmed: (order) => ({ ...order, status: 'confirmed' }),
    OrderPaid: (order) => ({ ...order, status: 'paid' }),
    OrderCancelled: (order, { data }) => ({ ...order, status: 'cancelled', reason: data.reason }),
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

export const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ stock: 0 }),
  events: {
    ItemStocked: object({ quantity }),
    StockReserved: object({ quantity, order: text }),
    StockReleased: object({ quantity, order: text }),
  },
  evolve: {
    ItemStocked: ({ stock }, { data }) => ({ stock: stock + data.quantity }),
    StockReserved: ({ stock }, { data }) => ({ stock: stock - data.quantity }),
    StockReleased: ({ stock }, { data }) => ({ stock: stock + data.quantity }),
  },
  commands: {
    CreateItem: { creates: true, emits: 'ItemStocked' },
    StockItem: { emits: 'ItemStocked' },
    ReserveStock: { payload: object({ quantity, order: text }) },
    ReleaseStock: { emits: 'StockReleased' },
  },
  decide: {
    ReserveStock: ({ stock }, data) =>
      stock < data.quantity ? reject('out-of-stock', `There are ${stock}.`, { stock }) : { type: 'StockReserved', data },
  },
});

type Line = { readonly item: string; readonly quantity: number };
type Fulfilment = {
  readonly lines: readonly Line[];
  readonly reserved: readonly Line[];
  readonly failed: string | null;
  readonly cancelled: boolean;
};

/** Reserves what is ordered; releases it again where some of it cannot be had, or nobody pays in a day. */
export const fulfilment = defineProcess({
  name: 'fulfilment',
  from: [Order],
  to: [Item, Order],
  initialState: (): Fulfilment => ({ lines: [], reserved: [], failed: null, cancelled: false }),
  evolve: {
    on: {
      OrderPlaced: (state, { data }) => ({ ...state, lines: data.lines }),
      OrderCancelled: (state) => ({ ...state, cancelled: true }),
    },
    accepted: {
      'Item.ReserveStock': (state, { id, data }) => ({ ...state, reserved: [...state.reserved, { item: id, quantity: data.quantity }] }),
    },
    rejected: { 'Item.ReserveStock': (state, { code, id }) => ({ ...state, failed: `${id}: ${code}` }) },
    passed: { payment: (state) => ({ ...state, failed: 'not paid' }) },
  },
  on: {
    OrderPlaced: ({ aggregateId, data }) => [
      ...data.lines.map(({ item, quantity }) => command(Item, 'ReserveStock', item, { quantity, order: aggregateId })),
      deadline('payment', { hours: 24 }),
    ],
    OrderPaid: () => cancelDeadline('payment'),
    OrderCancelled: (_, { id, state }) => [
      ...state.reserved.map(({ item, quantity }) => command(Item, 'ReleaseStock', item, { quantity, order: id })),
      cancelDeadline('payment'),
    ],
  },
  accepted: {
    'Item.ReserveStock': ({ id: item, data: { quantity } }, { id, state }) => {
      // What is reserved too late goes back at once: nobody else gives it back.
      if (state.cancelled) return command(Item, 'ReleaseStock', item, { quantity, order: id });
      return state.failed === null && state.reserved.length === state.lines.length ? command(Order, 'ConfirmOrder', id, {}) : undefined;
    },
  },
  rejected: { 'Item.ReserveStock': (_, { id, state }) => command(Order, 'CancelOrder', id, { reason: state.failed ?? '' }) },
  passed: { payment: (_, { id }) => command(Order, 'CancelOrder', id, { reason: 'not paid' }) },
});
