// Mistakes in schema evolution that must not compile. Each `@ts-expect-error` is a test: the compiler complains where there is no error under it.
import { defineAggregate, defineProjection, from, object, signals } from 'serverless-event-sourcing-runtime';

const price = { type: 'number' } as const;
const first = object({ price });
const base = {
  name: 'Item',
  initialState: () => ({ price: 0 }),
  events: {
    PriceUpdated: object({ price, currency: { type: 'string', enum: ['EUR', 'USD'] }, tags: { type: 'array', items: { type: 'string' } } }),
    Renamed: object({ name: { type: 'string' } }),
  },
  evolve: {
    PriceUpdated: (_: { price: number }, event: { data: { price: number; currency: 'EUR' | 'USD' } }) => ({ price: event.data.price }),
    Renamed: (item: { price: number }) => item,
  },
  commands: {},
} as const;

// What is right compiles: from a type or a schema, in as many steps as there were, literals and lists included.
const Item = defineAggregate({
  ...base,
  upcast: {
    PriceUpdated: from(first)
      .to((data) => ({ ...data, currency: 'EUR' }))
      .to((data) => {
        const currency: 'EUR' = data.currency;
        return { price: data.price, currency, tags: [] };
      }),
    Renamed: from<{ title: string }>().to(({ title }) => ({ name: title })),
  },
  renamed: { ItemPriceChanged: 'PriceUpdated' },
  unknownEvents: 'skip',
});
defineAggregate({
  ...base,
  upcast: {
    PriceUpdated: from<{ price: number; tags?: string[] }>().to(({ price, tags = ['old'] }) => ({ price, currency: 'USD', tags })),
  },
});
const old = from<{ price: number }>().to((data) => ({ ...data, currency: 'EUR' }));
defineAggregate({ ...base, upcast: { PriceUpdated: old.to((data) => ({ ...data, tags: ['a', 'b'] })) } });

const complete = { currency: 'EUR', tags: [] } as const;
// @ts-expect-error the last step does not give what the event is today
defineAggregate({ ...base, upcast: { PriceUpdated: from(first).to((data) => ({ ...data, currency: 'EUR' })) } });
// @ts-expect-error the last step gives a field of the wrong type
defineAggregate({ ...base, upcast: { PriceUpdated: from(first).to(() => ({ ...complete, tags: ['a'], price: 'free' })) } });
// @ts-expect-error the last step gives a value that the enum does not have
defineAggregate({ ...base, upcast: { PriceUpdated: from(first).to((data) => ({ ...data, tags: [], currency: 'GBP' })) } });
// @ts-expect-error the last step gives a promise
defineAggregate({ ...base, upcast: { Renamed: from<{ title: string }>().to(async ({ title }) => ({ name: title })) } });
// @ts-expect-error a step reads a field that its schema does not have
defineAggregate({ ...base, upcast: { Renamed: from<{ title: string }>().to((data) => ({ name: data.label })) } });
// @ts-expect-error a step reads a field that the schema it begins with does not have
from(first).to((data) => data.label);
const named = from<{ title: string }>().to(({ title }) => ({ name: title }));
// @ts-expect-error a step reads a field that the step before it took away
named.to((data) => data.title);
// @ts-expect-error a chain without a step
defineAggregate({ ...base, upcast: { Renamed: from<{ name: string }>() } });
// @ts-expect-error a function that `from` did not make
defineAggregate({ ...base, upcast: { Renamed: () => ({ name: 'x' }) } });
// @ts-expect-error the chain of another event
defineAggregate({ ...base, upcast: { PriceUpdated: from<{ title: string }>().to(({ title }) => ({ name: title })) } });
// @ts-expect-error upcasters of an event that is not there
defineAggregate({ ...base, upcast: { Retired: from<{ title: string }>().to(({ title }) => ({ name: title })) } });
// @ts-expect-error an earlier name of an event that is not there
defineAggregate({ ...base, renamed: { ItemPriceChanged: 'PriceChanged' } });
// @ts-expect-error an earlier name that is a name of today
defineAggregate({ ...base, renamed: { Renamed: 'PriceUpdated' } });
// @ts-expect-error a rule for unknown events that is none
defineAggregate({ ...base, unknownEvents: 'ignore' });

// Projections and receivers see events by the names and schemas of today.
const row = object({ id: { type: 'string' }, price });
defineProjection({
  name: 'prices',
  from: [Item],
  row,
  evolve: { PriceUpdated: (_, { aggregateId, data }) => ({ id: data.currency + aggregateId, price: data.price }) },
});
// @ts-expect-error a projection folds an event under its earlier name
defineProjection({ name: 'prices', from: [Item], row, evolve: { ItemPriceChanged: () => null } });
signals.on('eventPostSave', { aggregate: Item, event: 'PriceUpdated' }, ({ events }) => events.map(({ data }) => data.tags.length));
// @ts-expect-error a receiver listens to an event under its earlier name
signals.on('eventPostSave', { aggregate: Item, event: 'ItemPriceChanged' }, () => {});
