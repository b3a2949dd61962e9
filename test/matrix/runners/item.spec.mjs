// One spec for every runner: mocha, vitest and jest put `describe` and `it` there; node:test is asked for them.
import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';
import { testing } from 'serverless-event-sourcing-runtime/testing';

const { describe, it } = globalThis.describe ? globalThis : await import('node:test');

const price = { type: 'number' };

const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ price: 0, onSale: false }),
  events: { ItemCreated: object({ price }), PriceUpdated: object({ price }) },
  evolve: {
    ItemCreated: (item, { data }) => ({ ...item, price: data.price }),
    PriceUpdated: (item, { data }) => ({ price: data.price, onSale: data.price < item.price }),
  },
  commands: { UpdatePrice: { emits: 'PriceUpdated', diff: ['price'] }, ReducePrice: { payload: object({ by: price }) } },
  decide: {
    ReducePrice: (item, { by }) => (item.onSale ? reject('on-sale') : { type: 'PriceUpdated', data: { price: item.price - by } }),
  },
});

const { given } = testing(Item);
const created = { type: 'ItemCreated', data: { price: 10 } };

describe('an item', () => {
  it('that passes', async () => {
    const reduced = given([created]).when({ command: 'ReducePrice', data: { by: 2 } });

    await reduced.then([{ type: 'PriceUpdated', data: { price: 8 } }]);
    await reduced.thenState({ price: 8, onSale: true });
    await reduced.when({ command: 'ReducePrice', data: { by: 2 } }).thenRejected('on-sale');
    await given([created]).whenUntyped({ command: 'UpdatePrice', data: {} }).thenRejected('ValidationFailed');
  });

  it('that fails', () =>
    given([created])
      .when({ command: 'ReducePrice', data: { by: 2 } })
      .then([{ type: 'PriceUpdated', data: { price: 7 } }]));

  it('that asserts nothing', () => given([created]).when({ command: 'ReducePrice', data: { by: 2 } }));
});
