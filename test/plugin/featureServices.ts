import { memberModule } from './constructs/aggregates/memberService.js';
import { catalogueModule, type itemService } from './itemService.js';

/** Services with one feature each: what their templates and their bundles have for it is tested apart. */
type FeatureService = NonNullable<Parameters<typeof itemService>[0]>;

export const serialisers = `
import type { Serialiser } from 'serverless-event-sourcing-runtime';
import { avro } from 'serverless-event-sourcing-runtime/avro';

export const marked: Serialiser = {
  name: 'marked-json',
  encode: (events) => JSON.stringify(events),
  decode: (bytes) => JSON.parse(bytes.toString()),
};
export const avroItems = avro({ Item: { PriceUpdated: { type: 'record', name: 'PriceUpdated', fields: [{ name: 'price', type: 'double' }] } } });
export const broken = { name: 'broken' };
`;

/** Says what its events are written as. */
export const serialisedService: FeatureService = {
  block: `
eventSourcing:
  aggregates:
    Item: src/item.Item
    Order: src/order.Order
  projections:
    catalogue: src/catalogue.catalogue
  receivers: [src/receivers]
  events:
    serialiser: src/serialisers.marked
    alsoReads: [src/serialisers.avroItems]
    compressAbove: 4096
    claimCheck: { bucket: large-commits, prefix: items/ }
`,
  files: { 'src/serialisers.ts': serialisers },
};

/** Has a queue of commands, for aggregates with and without HTTP. */
export const commandQueueService: FeatureService = {
  block: `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, snapshot: { every: 50 } }
    Order: { handler: src/order.Order, http: false }
  projections:
    catalogue: src/catalogue.catalogue
  receivers: [src/receivers]
  events: { claimCheck: { bucket: large-commits } }
  commandQueue: { maxReceiveCount: 3, timeout: 60, batchSize: 5, maximumConcurrency: 20 }
`,
};

/** Has an aggregate with a unique value. */
export const uniqueService: FeatureService = {
  block: `
eventSourcing:
  aggregates:
    Item: src/item.Item
    Member: src/member.Member
`,
  files: { 'src/member.ts': memberModule },
};

/** Has snapshots of one of its aggregates. */
export const snapshotService: FeatureService = {
  block: `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, snapshot: { every: 50 } }
    Order: src/order.Order
`,
};

/** Has a publisher to each kind of target. */
export const publisherService: FeatureService = {
  block: `
eventSourcing:
  aggregates:
    Item: src/item.Item
    Order: src/order.Order
  publish:
    audit: { eventBridge: default, events: ['*'] }
    orders: { sns: !Ref OrdersTopic, events: [OrderPlaced] }
    jobs: { sqs: !GetAtt Jobs.Arn, handler: src/prices.jobs, since: '2026-01-01' }
    other-jobs: { sqs: !GetAtt Jobs.Arn, events: ['Order.*'], source: https://shop.example }
    archive: { firehose: { 'Fn::ImportValue': archive }, events: [PriceUpdated] }
    log: { kafka: { topic: prices, brokers: [b-1:9092, b-2:9092], ssl: true }, events: [PriceUpdated] }
    mine: { kafka: { topic: prices, producer: src/kafka.producer }, events: [PriceUpdated] }
`,
  files: {
    'src/prices.ts': `
import { definePublisher } from 'serverless-event-sourcing-runtime';
import { Item } from './item';
export const jobs = definePublisher({
  name: 'jobs',
  from: [Item],
  map: { PriceUpdated: ({ data }) => ({ type: 'com.example.price-changed', data }) },
});
`,
    'src/kafka.ts': 'export const producer = { connect: async () => {}, send: async () => {} };\n',
  },
};

/** Has a projection whose rows are written with the commands. */
export const inlineService: FeatureService = {
  files: { 'src/catalogue.ts': catalogueModule.replace('store:', 'inline: true,\n  store:') },
};
