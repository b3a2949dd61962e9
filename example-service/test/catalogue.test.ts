// What the catalogue shows of an item. A test says what happened to it, and the row that comes of that.
import { testing } from 'serverless-event-sourcing-runtime/testing';
import { catalogue } from '../src/catalogue.js';

const { given } = testing(catalogue, { aggregateId: '42' });

const created = { type: 'ItemCreated', data: { name: 'Chair', price: 10 } } as const;
const reduced = { type: 'PriceUpdated', data: { price: 8 } } as const;
const retired = { type: 'ItemRetired', data: { reason: 'broken' } } as const;

describe('the catalogue', () => {
  it('shows an item with its name and price', () => given([created]).thenRow({ id: '42', name: 'Chair', price: 10 }));

  it('shows the newest price', () => given([created, reduced]).thenRow({ id: '42', name: 'Chair', price: 8 }));

  it('shows no item that was retired', () => given([created, retired]).thenNoRow());
});
