import { type CommittedEvent, defineAggregate, from, object } from '../../runtime/src/index.js';

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const commands = { Create: { creates: true, emits: 'ItemCreated' }, Price: { emits: 'PriceUpdated' } } as const;

/** Items as they were first: a price is a number of euros. */
export const OldItem = defineAggregate({
  name: 'Item',
  initialState: () => ({ name: '', price: 0 }),
  events: { ItemCreated: object({ name: text }), PriceUpdated: object({ price: number }) },
  evolve: {
    ItemCreated: (item, { data }) => ({ ...item, name: data.name }),
    PriceUpdated: (item, { data }) => ({ ...item, price: data.price }),
  },
  commands,
});

/** Items as they are today: a price has a currency (schema 2) and is in cents (schema 3); PriceUpdated was PriceChanged once. */
export const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ name: '', cents: 0, currency: '' }),
  events: { ItemCreated: object({ name: text }), PriceUpdated: object({ cents: number, currency: text }) },
  upcast: {
    PriceUpdated: from(object({ price: number }))
      .to((data) => ({ ...data, currency: 'EUR' }))
      .to(({ price, currency }) => ({ cents: price * 100, currency })),
  },
  renamed: { PriceChanged: 'PriceUpdated' },
  evolve: {
    ItemCreated: (item, { data }) => ({ ...item, name: data.name }),
    PriceUpdated: (item, { data }) => ({ ...item, ...data }),
  },
  commands,
});

export const created = (name = 'Chair') => ({ type: 'ItemCreated', data: { name } }) as const;

/** A price as each of the schemas has it. */
export const priced = (price: number): { readonly [schema: number]: CommittedEvent } => ({
  1: { type: 'PriceUpdated', data: { price } },
  2: { type: 'PriceUpdated', data: { price, currency: 'EUR' }, schema: 2 },
  3: { type: 'PriceUpdated', data: { cents: price * 100, currency: 'EUR' }, schema: 3 },
});
