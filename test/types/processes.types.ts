// Mistakes in a process that must not compile, in the manner of mistakes.types.ts.
import { cancelDeadline, command, deadline, defineAggregate, defineProcess, object, reject } from 'serverless-event-sourcing-runtime';
import { testing } from 'serverless-event-sourcing-runtime/testing';

const n = { type: 'integer' } as const;
const text = { type: 'string' } as const;

const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ placed: false }),
  events: { OrderPlaced: object({ item: text, quantity: n }), OrderPaid: object({}), OrderCancelled: object({ reason: text }) },
  evolve: { OrderPlaced: () => ({ placed: true }), OrderPaid: (order) => order, OrderCancelled: (order) => order },
  commands: { Place: { creates: true, emits: 'OrderPlaced' }, Cancel: { emits: 'OrderCancelled' } },
});
const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ stock: 0 }),
  events: { Reserved: object({ quantity: n }), Released: object({ quantity: n }) },
  evolve: { Reserved: (item) => item, Released: (item) => item },
  commands: { Reserve: { payload: object({ quantity: n }) }, Release: { emits: 'Released' } },
  decide: {
    Reserve: ({ stock }, { quantity }) =>
      stock < quantity ? reject('out-of-stock', 'There is less.', { stock }) : { type: 'Reserved', data: { quantity } },
  },
});
const Door = defineAggregate({
  name: 'Door',
  initialState: () => ({}),
  events: { Opened: object({}) },
  evolve: { Opened: (state) => state },
  commands: { Open: { emits: 'Opened', creates: true } },
});

// What is right compiles.
export const fulfilment = defineProcess({
  name: 'fulfilment',
  from: [Order, Item],
  to: [Item, Order],
  key: (event) => (event.type === 'Reserved' ? null : event.aggregateId),
  initialState: () => ({ item: '', quantity: 0 }),
  evolve: {
    on: { OrderPlaced: (_, { data }) => ({ item: data.item, quantity: data.quantity }) },
    rejected: { 'Item.Reserve': (state, { code }) => (code === 'out-of-stock' ? { ...state, quantity: 0 } : state) },
    passed: { payment: (state, { deadline }) => ({ ...state, item: deadline }) },
  },
  on: {
    OrderPlaced: ({ data: { item, quantity } }) => [command(Item, 'Reserve', item, { quantity }), deadline('payment', { hours: 24 })],
    OrderPaid: () => cancelDeadline('payment'),
    OrderCancelled: (_, { state }) => (state.quantity > 0 ? command(Item, 'Release', state.item, { quantity: state.quantity }) : undefined),
  },
  accepted: { 'Item.Reserve': ({ version, data }) => (version + data.quantity > 100 ? deadline('payment', { at: '2027-01-01' }) : []) },
  rejected: {
    'Item.Reserve': ({ code, message }, { id }) => [command(Order, 'Cancel', id, { reason: code ?? message }), cancelDeadline('payment')],
  },
  passed: { payment: (_, { id }) => command(Order, 'Cancel', id, { reason: 'not paid' }) },
});
export const stateless = defineProcess({
  name: 'greeter',
  from: [Order],
  to: [Door],
  on: { OrderPlaced: ({ aggregateId }) => command(Door, 'Open', aggregateId, {}) },
});

const { given } = testing(fulfilment);
const placed = { type: 'OrderPlaced', data: { item: 'chair', quantity: 1 } } as const;
export const promises: readonly Promise<void>[] = [
  given([placed])
    .when({ type: 'OrderPaid', data: {} })
    .thenReactions([cancelDeadline('payment')]),
  given([placed])
    .whenRejected('Item.Reserve', 'out-of-stock')
    .thenReactions([command(Order, 'Cancel', '1', { reason: 'out-of-stock' })]),
  given([placed]).whenPassed('payment').thenState({ item: 'payment', quantity: 1 }),
];

const parts = { name: 'mistaken', from: [Order], to: [Item] } as const;

export const mistakes = [
  // @ts-expect-error no such event
  defineProcess({ ...parts, on: { OrderLost: () => undefined } }),
  // @ts-expect-error no such field
  defineProcess({ ...parts, on: { OrderPlaced: ({ data }) => command(Item, 'Release', data.nothing, { quantity: 1 }) } }),
  // @ts-expect-error the payload lacks a field
  defineProcess({ ...parts, on: { OrderPlaced: ({ data }) => command(Item, 'Release', data.item, {}) } }),
  // @ts-expect-error no such command
  defineProcess({ ...parts, on: { OrderPlaced: ({ data }) => command(Item, 'Destroy', data.item, { quantity: 1 }) } }),
  // @ts-expect-error an aggregate that is not in to
  defineProcess({ ...parts, on: { OrderPlaced: ({ aggregateId }) => command(Door, 'Open', aggregateId, {}) } }),
  // @ts-expect-error a deadline that nobody handles
  defineProcess({ ...parts, on: { OrderPlaced: () => deadline('payment', { hours: 1 }) } }),
  // @ts-expect-error another deadline than those handled
  defineProcess({ ...parts, on: { OrderPlaced: () => deadline('delivery', { hours: 1 }) }, passed: { payment: () => undefined } }),
  // @ts-expect-error no unit
  deadline('payment', { weeks: 1 }),
  // @ts-expect-error an outcome of a command that is not sent from here
  defineProcess({ ...parts, on: {}, accepted: { 'Door.Open': () => undefined } }),
  // @ts-expect-error a code that the target never rejects with
  defineProcess({ ...parts, on: {}, rejected: { 'Item.Reserve': ({ code }) => (code === 'out-of-order' ? [] : undefined) } }),
  // @ts-expect-error a fold to another state
  defineProcess({ ...parts, initialState: () => ({ n: 0 }), evolve: { on: { OrderPlaced: () => ({ m: 1 }) } }, on: {} }),
  // @ts-expect-error a state that has no such field
  defineProcess({ ...parts, initialState: () => ({ n: 0 }), on: { OrderPlaced: (_, { state }) => (state.m > 0 ? [] : undefined) } }),
  // @ts-expect-error an event of no aggregate of the process
  given().when({ type: 'Opened', data: {} }),
  // @ts-expect-error a command that it cannot send
  given().whenAccepted('Door.Open'),
  // @ts-expect-error a code that nobody rejects with
  given().whenRejected('Item.Reserve', 'out-of-order'),
  // @ts-expect-error a deadline that it does not have
  given().whenPassed('delivery'),
  // @ts-expect-error another state
  given().thenState({ item: 3 }),
  // @ts-expect-error an async handler does something, and gives nothing
  defineProcess({ ...parts, on: { OrderPlaced: async () => undefined } }),
];
