import { processBlock, processFiles } from './processService.js';
import type { ServiceFiles } from './service.js';

/** A block in which each consumer has a function of its own. */
export const isolatedBlock = `${processBlock.replace('fulfilment: src/fulfilment.fulfilment', 'fulfilment: { handler: src/fulfilment.fulfilment, isolated: true }')}
  projections:
    orders: { handler: src/orders.orders, isolated: true }
  publish:
    audit: { eventBridge: default, events: [OrderPlaced], isolated: true }
  receivers: { modules: [src/receivers], isolated: true }
`;

export const isolatedFiles: ServiceFiles = {
  ...processFiles,
  'src/orders.ts': `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Order } from './order';

export const orders = defineProjection({
  name: 'orders',
  from: [Order],
  row: object({ id: { type: 'string' }, status: { type: 'string' } }),
  evolve: {
    OrderPlaced: (_, { aggregateId }) => ({ id: aggregateId, status: 'placed' }),
    OrderPaid: (row) => row && { ...row, status: 'paid' },
    OrderCancelled: (row, { data }) => row && { ...row, status: data.reason },
  },
});
`,
};
