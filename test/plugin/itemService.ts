import type { ServiceFiles } from './service.js';

const item = `
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

const price = { type: 'number', minimum: 0 } as const;

export const Item = defineAggregate({
  name: 'Item',
  initialState: () => ({ name: '', price: 0 }),
  events: {
    ItemCreated: object({ name: { type: 'string' }, price }),
    PriceUpdated: object({ price }),
  },
  evolve: {
    ItemCreated: (_, { data }) => ({ ...data }),
    PriceUpdated: (item, { data }) => ({ ...item, price: data.price }),
  },
  commands: {
    CreateItem: { creates: true, emits: 'ItemCreated' },
    UpdatePrice: { emits: 'PriceUpdated', diff: ['price'] },
  },
});
`;

const order = `
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

export const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ itemId: '' }),
  events: { OrderPlaced: object({ itemId: { type: 'string' } }) },
  evolve: { OrderPlaced: (_, { data }) => ({ ...data }) },
  commands: { PlaceOrder: { creates: true, emits: 'OrderPlaced' } },
});
`;

/** A module of the projection `catalogue`. */
export const catalogueModule = `
import { defineProjection, dynamodb, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item';

export const catalogue = defineProjection({
  name: 'catalogue',
  from: [Item],
  row: object({ id: { type: 'string' }, name: { type: 'string' }, price: { type: 'number' } }),
  evolve: {
    ItemCreated: (_, { aggregateId, data }) => ({ id: aggregateId, ...data }),
    PriceUpdated: (row, { data }) => row && { ...row, price: data.price },
  },
  store: dynamodb({ indexes: { byName: { partition: 'name', sort: 'price' } } }),
});
`;

const receivers = `
import { signals } from 'serverless-event-sourcing-runtime';

signals.on('eventPreSave', {}, async () => {
  console.log('a receiver heard eventPreSave');
});
signals.on('eventPostSave', {}, async () => {
  console.log('a receiver heard eventPostSave');
});
`;

/** The block of a service with two aggregates, a projection and receivers. */
export const block = `
eventSourcing:
  aggregates:
    Item: src/item.Item
    Order: { handler: src/order.Order, http: { events: true, authorizer: aws_iam } }
  projections:
    catalogue: src/catalogue.catalogue
  receivers: [src/receivers]
`;

type ItemServiceOptions = {
  /** Default: `items`. */
  readonly name?: string;
  readonly block?: string;
  readonly yaml?: string;
  readonly files?: ServiceFiles;
  readonly plugins?: readonly string[];
};

/** A service of items and orders, with whatever block and further YAML. */
export const itemService = (options: ItemServiceOptions = {}): ServiceFiles => ({
  'serverless.yml': [
    `service: ${options.name ?? 'items'}`,
    `plugins: [${(options.plugins ?? ['serverless-event-sourcing']).join(', ')}]`,
    options.yaml ?? 'provider: { name: aws }',
    options.block ?? block,
  ].join('\n'),
  'src/item.ts': item,
  'src/order.ts': order,
  'src/catalogue.ts': catalogueModule,
  'src/receivers.ts': receivers,
  ...options.files,
});
