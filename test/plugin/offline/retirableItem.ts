// What a service of the tests has as its src/item.ts, and what they append events with while it is down.
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

const price = { type: 'number', minimum: 0 } as const;

export const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ name: '', price: 0 }),
  events: {
    ItemCreated: object({ name: { type: 'string' }, price }),
    PriceUpdated: object({ price }),
    ItemRetired: object({ reason: { type: 'string' } }),
  },
  evolve: {
    ItemCreated: (_, { data }) => ({ ...data }),
    PriceUpdated: (item, { data }) => ({ ...item, price: data.price }),
    ItemRetired: (item) => item,
  },
  commands: {
    CreateItem: { creates: true, emits: 'ItemCreated' },
    UpdatePrice: { emits: 'PriceUpdated' },
    RetireItem: { deletes: true, emits: 'ItemRetired' },
  },
});
