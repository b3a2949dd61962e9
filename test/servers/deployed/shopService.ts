import { itemService } from '../../plugin/itemService.js';
import { processFiles } from '../../plugin/processService.js';
import type { ServiceFiles } from '../../plugin/service.js';

/** What the topic and the bus are called that the shop publishes to, and is told by. */
export const partnerName = (service: string): string => `${service}-partner`;

/** A block with every key that makes a resource or a function. */
const block = (service: string, broker: string) => `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, snapshot: { every: 50 } }
    Order: { handler: src/order.Order, http: { events: true, authorizer: aws_iam } }
    Member: src/member.Member
  projections:
    orders: { handler: src/orders.orders, isolated: true }
    members: src/members.members
    visits: src/visits.visits
    takings: src/partner.takings
  processes:
    fulfilment: src/fulfilment.fulfilment
    restocking: { handler: src/partner.restocking, isolated: true }
  publish:
    by-bus: { eventBridge: ${partnerName(service)}, events: [OrderPlaced] }
    by-queue: { sqs: !GetAtt PartnerQueue.Arn, events: [OrderPlaced] }
    by-topic: { kafka: { topic: ${partnerName(service)}, brokers: ['${broker}'] }, events: [OrderPlaced] }
    structured: { kafka: { topic: ${partnerName(service)}, brokers: ['${broker}'], mode: structured }, events: [OrderPlaced] }
    told: { sns: !Ref Told, events: ['Item.*'], isolated: true }
    archive: { firehose: ${service}-archive, events: ['*'] }
  intake:
    Partner:
      handler: src/partner.Partner
      http: true
      sqs: !GetAtt PartnerQueue.Arn
      eventBridge: { bus: ${partnerName(service)}, sources: [/${service}/dev/Order, com.partner] }
      kafka: { topic: ${partnerName(service)}, arn: 'arn:aws:kafka:us-east-1:123456789012:cluster/shop/8a2-5' }
    Pings:
      handler: src/partner.Pings
      kafka:
        topic: pings
        bootstrapServers: [broker-1:9096]
        accessConfigurations: { saslScram512Auth: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:kafka-Ab1'] }
  receivers: { modules: [src/receivers], isolated: true }
  commandQueue: { maxReceiveCount: 3, maximumConcurrency: 20 }
  metrics: { namespace: Shop }
  alarms: { notify: !Ref Told, age: 7200 }
  events: { compressAbove: 2048, claimCheck: { bucket: large-commits, prefix: events/ } }
  sweep: { schedule: cron(0 3 * * ? *) }
`;

const yaml = `
provider: { name: aws, region: us-east-1, stage: dev }
resources:
  Resources:
    PartnerQueue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 168 } }
    Told: { Type: 'AWS::SNS::Topic' }
`;

const member = `
import { defineAggregate, object } from 'serverless-event-sourcing-runtime';

const email = { type: 'string' } as const;

export const Member = defineAggregate({
  name: 'Member',
  initialState: () => ({ email: '' }),
  events: { MemberJoined: object({ email }), MemberLeft: object({}) },
  evolve: { MemberJoined: (_, { data }) => data, MemberLeft: (member) => member },
  commands: { Join: { creates: true, emits: 'MemberJoined' }, Leave: { deletes: true, emits: 'MemberLeft' } },
  unique: { email: ({ email }) => email },
  idempotency: 'forever',
});
`;

const projections: ServiceFiles = {
  'src/orders.ts': `
import { defineProjection, dynamodb, object } from 'serverless-event-sourcing-runtime';
import { Order } from './order';

const text = { type: 'string' } as const;

export const orders = defineProjection({
  name: 'orders',
  from: [Order],
  row: object({ id: text, status: text }),
  evolve: {
    OrderPlaced: (_, { aggregateId }) => ({ id: aggregateId, status: 'placed' }),
    OrderPaid: (row) => row && { ...row, status: 'paid' },
    OrderCancelled: (row, { data }) => row && { ...row, status: data.reason },
  },
  store: dynamodb({ indexes: { byStatus: { partition: 'status', sort: 'id' } } }),
});
`,
  'src/members.ts': `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Member } from './member';

export const members = defineProjection({
  name: 'members',
  from: [Member],
  inline: true,
  row: object({ email: { type: 'string' } }),
  evolve: { MemberJoined: (_, { data }) => data, MemberLeft: () => null },
});
`,
  'src/visits.ts': `
import { defineProjection, dynamodb, object } from 'serverless-event-sourcing-runtime';
import { Member } from './member';

export const visits = defineProjection({
  name: 'visits',
  from: [Member],
  row: object({ email: { type: 'string' }, until: { type: 'number' } }),
  evolve: { MemberJoined: (_, { data, at }) => ({ ...data, until: Math.floor(Date.parse(at) / 1000) + 3600 }) },
  store: dynamodb({ ttl: 'until' }),
});
`,
};

const partner = `
import { command, defineIntake, defineProcess, defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item';

const itemId = { type: 'string' } as const;
const quantity = { type: 'integer' } as const;

/** What another shop tells of its orders: as this library publishes them, or in words of its own. */
export const Partner = defineIntake({
  name: 'Partner',
  events: { Sold: object({ itemId, quantity, seconds: { type: 'number' } }, { optional: ['seconds'] }), Returned: object({ itemId, quantity }) },
  types: { 'Order.OrderPlaced': 'Sold', 'com.partner.returned': 'Returned' },
});

export const Pings = defineIntake({ name: 'Pings', events: { Ping: object({}) } });

export const takings = defineProjection({
  name: 'takings',
  from: [Partner],
  row: object({ sold: { type: 'integer' } }),
  key: (event) => event.data.itemId,
  commutes: true,
  evolve: { Sold: (row, { data }) => ({ sold: (row?.sold ?? 0) + data.quantity }) },
});

export const restocking = defineProcess({
  name: 'restocking',
  from: [Partner],
  to: [Item],
  key: (event) => event.data.itemId,
  on: { Returned: ({ data }) => command(Item, 'CreateItem', data.itemId, { quantity: data.quantity }) },
});
`;

const receivers = `
import { signals } from 'serverless-event-sourcing-runtime';

signals.on('eventPostSave', {}, async ({ aggregate }) => {
  console.log('a receiver heard of ' + aggregate);
});
`;

/** Files of a shop that has all features: what it publishes comes in again, as if another had told of it. */
export function shopService(service: string, broker: string): ServiceFiles {
  const { 'serverless.yml': described = '', ...files } = itemService({
    block: block(service, broker),
    yaml,
    files: {
      ...processFiles,
      ...projections,
      'src/member.ts': member,
      'src/partner.ts': partner,
      'src/receivers.ts': receivers,
    },
  });
  return { ...files, 'serverless.yml': described.replace('service: items', `service: ${service}`) };
}
