// Receivers take part in a scenario when it is given the signals that they are registered on.
import { signals } from 'serverless-event-sourcing-runtime';
import { testing } from 'serverless-event-sourcing-runtime/testing';
import { Item } from '../src/item.js';
import '../src/receivers.js';

const { given } = testing(Item, { signals });

const created = { type: 'ItemCreated', data: { name: 'Chair', price: 10 } } as const;

describe('a price', () => {
  it('rises', () =>
    given([created])
      .when({ command: 'UpdatePrice', data: { price: 99 } })
      .then([{ type: 'PriceUpdated', data: { price: 99 } }]));

  it('does not rise tenfold at once', () =>
    given([created])
      .when({ command: 'UpdatePrice', data: { price: 101 } })
      .thenRejected('CommandVetoed'));
});
