// Publishers that must not compile. Each `@ts-expect-error` is a test: the compiler complains where there is no error under it.
import { defineAggregate, definePublisher, object } from 'serverless-event-sourcing-runtime';

const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ price: 0 }),
  events: { ItemCreated: object({ price: { type: 'number' } }), ItemRetired: object({ reason: { type: 'string' } }) },
  evolve: { ItemCreated: (_, { data }) => data, ItemRetired: (item) => item },
  commands: { CreateItem: { creates: true, emits: 'ItemCreated' } },
});

const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({}),
  events: { OrderPlaced: object({ lines: { type: 'array', items: { type: 'string' } } }) },
  evolve: { OrderPlaced: (order) => order },
  commands: { PlaceOrder: { creates: true, emits: 'OrderPlaced' } },
});

// What is right compiles, and the events' types are the schemas'.
definePublisher({
  name: 'audit',
  from: [Item, Order],
  map: {
    ItemCreated: ({ aggregateId, version, data }) => {
      const price: number = data.price;
      return version > 1 ? undefined : { type: 'com.example.created', data: { sku: aggregateId, price } };
    },
    OrderPlaced: ({ data }) => ({ type: 'com.example.placed', data: data.lines.map((line) => line.toUpperCase()) }),
  },
});

// @ts-expect-error an event that none of the aggregates has
definePublisher({ name: 'audit', from: [Item], map: { OrderPlaced: () => ({ type: 'placed' }) } });

// @ts-expect-error a field that the event does not have
definePublisher({ name: 'audit', from: [Item], map: { ItemCreated: ({ data }) => ({ type: 'created', data: data.name }) } });

// @ts-expect-error a public event without a type
definePublisher({ name: 'audit', from: [Item], map: { ItemCreated: ({ data }) => ({ data }) } });

// @ts-expect-error a mapping that is no function
definePublisher({ name: 'audit', from: [Item], map: { ItemCreated: true } });

// @ts-expect-error no aggregates, but their names
definePublisher({ name: 'audit', from: ['Item'], map: {} });
