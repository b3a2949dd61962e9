// What is there of an item, and what orders have reserved of it.
import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

const quantity = { type: 'integer', minimum: 1 } as const;
const reservation = object({ orderId: { type: 'string' }, quantity });

export const Stock = defineAggregate({
  name: 'Stock',
  initialState: () => ({ available: 0 }),

  events: {
    StockOpened: object({ quantity }),
    StockReceived: object({ quantity }),
    StockReserved: reservation,
    StockReleased: reservation,
  },
  evolve: {
    StockOpened: (_, { data }) => ({ available: data.quantity }),
    StockReceived: ({ available }, { data }) => ({ available: available + data.quantity }),
    StockReserved: ({ available }, { data }) => ({ available: available - data.quantity }),
    StockReleased: ({ available }, { data }) => ({ available: available + data.quantity }),
  },

  commands: {
    OpenStock: { creates: true, emits: 'StockOpened' },
    ReceiveStock: { emits: 'StockReceived' },
    ReserveStock: { payload: reservation },
    ReleaseStock: { emits: 'StockReleased' },
  },
  decide: {
    ReserveStock: ({ available }, wanted) =>
      available < wanted.quantity
        ? reject('out-of-stock', `There are ${available}.`, { available })
        : { type: 'StockReserved', data: wanted },
  },
});
