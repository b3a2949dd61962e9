// A projection: the items that can be bought, as rows that can be listed and searched.
import { defineProjection, dynamodb, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item.js';

export const catalogue = defineProjection({
  name: 'catalogue',
  from: [Item],

  row: object({ id: { type: 'string' }, name: { type: 'string' }, price: { type: 'number' } }),

  // Each event makes the next row of the one before. null removes it.
  evolve: {
    ItemCreated: (_, { aggregateId, data }) => ({ id: aggregateId, ...data }),
    PriceUpdated: (row, { data }) => row && { ...row, price: data.price },
    ItemRetired: () => null,
  },

  // GET /catalogue?index=byName&name=Chair finds rows by name, cheapest first.
  store: dynamodb({ indexes: { byName: { partition: 'name', sort: 'price' } } }),
});
