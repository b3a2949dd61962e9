import type { ServiceFiles } from './service.js';

export const processBlock = `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, snapshot: { every: 50 } }
    Order: { handler: src/order.Order, http: { events: true } }
  processes:
    fulfilment: src/fulfilment.fulfilment
`;

const item = `
import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

const quantity = { type: 'integer', minimum: 1 } as const;

export const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ stock: 0 }),
  events: { ItemStocked: object({ quantity }), StockReserved: object({ quantity }), StockReleased: object({ quantity }) },
  evolve: {
    ItemStocked: (item, { data }) => ({ stock: item.stock + data.quantity }),
    StockReserved: (item, { data }) => ({ stock: item.stock - data.quantity }),
    StockReleased: (item, { data }) => ({ stock: item.stock + data.quantity }),
  },
  commands: {
    CreateItem: { creates: true, emits: 'ItemStocked' },
    ReserveStock: { payload: object({ quantity }) },
    ReleaseStock: { emits: 'StockReleased' },
  },
  decide: {
    ReserveStock: ({ stock }, data) => (stock < data.quantity ? reject('out-of-stock') : { type: 'StockReserved', data }),
  },
});
`;

const order = `
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

const text = { type: 'string' } as const;

export const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ status: 'none' }),
  events: {
    OrderPlaced: object({ itemId: text, quantity: { type: 'integer' }, seconds: { type: 'number' } }),
    OrderPaid: object({}),
    OrderCancelled: object({ reason: text }),
  },
  evolve: {
    OrderPlaced: () => ({ status: 'placed' }),
    OrderPaid: () => ({ status: 'paid' }),
    OrderCancelled: (_, { data }) => ({ status: data.reason }),
  },
  commands: {
    PlaceOrder: { creates: true, emits: 'OrderPlaced' },
    PayOrder: { emits: 'OrderPaid' },
    CancelOrder: { emits: 'OrderCancelled' },
  },
});
`;

const fulfilment = `
import { cancelDeadline, command, deadline, defineProcess } from 'serverless-event-sourcing-runtime';
import { Item } from './item';
import { Order } from './order';

export const fulfilment = defineProcess({
  name: 'fulfilment',
  from: [Order],
  to: [Item, Order],
  initialState: () => ({ itemId: '', quantity: 0 }),
  evolve: { on: { OrderPlaced: (_, { data: { itemId, quantity } }) => ({ itemId, quantity }) } },
  on: {
    OrderPlaced: ({ data: { itemId, quantity, seconds } }) => [
      command(Item, 'ReserveStock', itemId, { quantity }),
      deadline('payment', { seconds }),
    ],
    OrderPaid: () => cancelDeadline('payment'),
  },
  rejected: { 'Item.ReserveStock': ({ code }, { id }) => [command(Order, 'CancelOrder', id, { reason: code }), cancelDeadline('payment')] },
  passed: {
    payment: (_, { id, state }) => [
      command(Item, 'ReleaseStock', state.itemId, { quantity: state.quantity }),
      command(Order, 'CancelOrder', id, { reason: 'not paid' }),
    ],
  },
});
`;

/** Files of a service with a process: it reserves what is ordered, and releases what nobody pays for. */
export const processFiles: ServiceFiles = { 'src/item.ts': item, 'src/order.ts': order, 'src/fulfilment.ts': fulfilment };
