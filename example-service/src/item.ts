// An aggregate: what may happen to an item, and who decides it.
import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

const price = { type: 'number', minimum: 0 } as const;

export const Item = defineAggregate({
  name: 'Item',

  // The state that decisions are made on. It is folded from the events and never stored.
  initialState: () => ({ name: '', price: 0, onSale: false }),

  // Facts, in the past tense, with a JSON Schema each. The types below are inferred from them.
  events: {
    ItemCreated: object({ name: { type: 'string', minLength: 1 }, price }),
    PriceUpdated: object({ price }),
    ItemRetired: object({ reason: { type: 'string' } }),
  },

  // What each fact does to the state.
  evolve: {
    ItemCreated: (_, { data }) => ({ ...data, onSale: false }),
    PriceUpdated: (item, { data }) => ({ ...item, price: data.price, onSale: data.price < item.price }),
    ItemRetired: (item) => item,
  },

  // What may be asked for. The first two emit their payload as an event; the third is decided.
  commands: {
    CreateItem: { creates: true, emits: 'ItemCreated' },
    UpdatePrice: { emits: 'PriceUpdated', diff: ['price'] },
    RetireItem: { deletes: true, payload: object({ reason: { type: 'string' } }) },
  },

  // State and payload in; an event, several, or a rejection out.
  decide: {
    RetireItem: (item, { reason }) =>
      item.onSale ? reject('on-sale', 'Raise the price again before it is retired.') : { type: 'ItemRetired', data: { reason } },
  },
});
