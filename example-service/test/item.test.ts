// What an item may and may not do. A test says what was, what is asked, and what comes of it.
import { testing } from 'serverless-event-sourcing-runtime/testing';
import { Item } from '../src/item.js';

const { given, givenDeleted } = testing(Item);

const created = { type: 'ItemCreated', data: { name: 'Chair', price: 10 } } as const;
const reduced = { type: 'PriceUpdated', data: { price: 8 } } as const;
const retired = { type: 'ItemRetired', data: { reason: 'broken' } } as const;

describe('Item', () => {
  it('is created with a name and a price', () =>
    given([])
      .when({ command: 'CreateItem', data: { name: 'Chair', price: 10 } })
      .then([created]));

  it('is created once', () =>
    given([created])
      .when({ command: 'CreateItem', data: { name: 'Table', price: 20 } })
      .thenRejected('AggregateAlreadyExists'));

  it('changes its price', () =>
    given([created])
      .when({ command: 'UpdatePrice', data: { price: 8 } })
      .then([reduced]));

  it('is on sale when its price falls', () => given([created, reduced]).thenState({ name: 'Chair', price: 8, onSale: true }));

  it('refuses the price that it has already', () =>
    given([created])
      .when({ command: 'UpdatePrice', data: { price: 10 } })
      .thenRejected('ValidationFailed'));

  it('refuses a negative price', () =>
    given([created])
      .when({ command: 'UpdatePrice', data: { price: -1 } })
      .thenRejected('ValidationFailed'));

  it('refuses a price that is no number', () =>
    given([created])
      .whenUntyped({ command: 'UpdatePrice', data: { price: 'ten' } })
      .thenRejected('ValidationFailed'));

  it('is retired', () =>
    given([created])
      .when({ command: 'RetireItem', data: { reason: 'broken' } })
      .then([retired]));

  it('is not retired while it is on sale', () =>
    given([created, reduced])
      .when({ command: 'RetireItem', data: { reason: 'broken' } })
      .thenRejected('on-sale'));

  it('takes no command once it is retired', () =>
    givenDeleted([created, retired])
      .when({ command: 'UpdatePrice', data: { price: 12 } })
      .thenRejected('AggregateDeleted'));
});
