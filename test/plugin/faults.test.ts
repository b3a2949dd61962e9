import { expect } from 'chai';
import { serviceInProcess } from './inProcess.js';
import { block, itemService } from './itemService.js';

/** Packages a service that is at fault. `faults.int.test.ts` has what the framework prints. */
const faultOf = async (options: Parameters<typeof itemService>[0]) => {
  const service = await serviceInProcess(itemService(options));
  try {
    return await service.run('package');
  } finally {
    await service.remove();
  }
};

/** A line of a stack trace; the framework's own warnings begin with `at` too. */
const stackLine = /^\s+at .*:\d+:\d+\)?$/m;

const provider = 'provider: { name: aws }';

const prices = `
import { definePublisher } from 'serverless-event-sourcing-runtime';
import { Item } from './item';
import { Order } from './order';
export const prices = definePublisher({ name: 'prices', from: [Item], map: { PriceUpdated: ({ data }) => ({ type: 'price', data }) } });
export const orders = definePublisher({ name: 'orders', from: [Order], map: { OrderPlaced: ({ data }) => ({ type: 'order', data }) } });
`;

/** A service of items alone, with a publisher. */
const publishing = (what: string, name = 'audit') => ({
  block: `eventSourcing: { aggregates: { Item: src/item.Item }, publish: { ${name}: { eventBridge: default, ${what} } } }`,
  files: { 'src/prices.ts': prices },
});

describe('a fault in serverless.yml', () => {
  const faults: { readonly title: string; readonly given: Parameters<typeof itemService>[0]; readonly says: string }[] = [
    {
      title: 'a misspelled key',
      given: { block: 'eventSourcing: { aggregats: { Item: src/item.Item } }' },
      says: "eventSourcing.aggregats is not known: the keys are 'aggregates', 'projections', 'processes', 'publish', 'intake', 'receivers', 'commandQueue', 'sweep', 'metrics', 'alarms', 'events', 'tables', 'runtime' and 'bundle', 'aggregats' given. Did you mean 'aggregates'?",
    },
    {
      title: 'a block of another type',
      given: { block: 'eventSourcing: src/item.Item' },
      says: "eventSourcing must be an object with at least aggregates, 'src/item.Item' given.",
    },
    {
      title: 'a missing file',
      given: { block: 'eventSourcing: { aggregates: { Item: source/item.Item } }' },
      says: "eventSourcing.aggregates.Item.handler must name a module, 'source/item.Item' given: there is none of source/item.ts",
    },
    {
      title: 'an export that is no aggregate',
      given: { block: 'eventSourcing: { aggregates: { Item: src/catalogue.catalogue } }' },
      says: "eventSourcing.aggregates.Item.handler must name an aggregate, 'catalogue' of src/catalogue.ts given: it is the projection 'catalogue'.",
    },
    {
      title: 'a name that differs',
      given: { block: 'eventSourcing: { aggregates: { Product: src/item.Item } }' },
      says: "eventSourcing.aggregates.Product must be the name of its aggregate, 'Item' given by the definition.",
    },
    {
      title: 'a publisher of an event that no aggregate has',
      given: publishing('events: [ItemCreated, PriceUpdatd]'),
      says: "eventSourcing.publish.audit.events[1] must be an event of an aggregate that is listed ('Item.ItemCreated' or 'Item.PriceUpdated'), 'PriceUpdatd' given. Did you mean 'PriceUpdated'?",
    },
    {
      title: 'a publisher under another name',
      given: publishing('handler: src/prices.prices'),
      says: "eventSourcing.publish.audit must be the name of its publisher, 'prices' given by the definition. Set its name to 'audit', or rename the key to 'prices'.",
    },
    {
      title: 'a publisher twice',
      given: {
        ...publishing('handler: src/prices.prices'),
        block: `eventSourcing:
  aggregates: { Item: src/item.Item, Order: src/order.Order }
  publish:
    prices: { sqs: jobs, handler: src/prices.prices }
    audit: { eventBridge: default, handler: src/prices.prices }`,
      },
      says: "eventSourcing.publish.audit must have a name of its own: it and eventSourcing.publish.prices are both the publisher 'prices'. Rename one, or take one out.",
    },
    {
      title: 'a publisher of an aggregate that is not listed',
      given: publishing('handler: src/prices.orders', 'orders'),
      says: "eventSourcing.publish.orders must be fed by aggregates that are listed ('Item'), 'Order' given by its from. List it under eventSourcing.aggregates, or an intake under eventSourcing.intake.",
    },
    {
      title: 'a publisher to nowhere',
      given: {
        block: 'eventSourcing: { aggregates: { Item: src/item.Item }, publish: { audit: { kinesis: jobs, events: [ItemCreated] } } }',
      },
      says: "eventSourcing.publish.audit.kinesis is not known: the keys are 'eventBridge', 'sns', 'sqs', 'firehose', 'kafka', 'events', 'handler', 'source', 'since', 'maximumMessageSize' and 'isolated', 'kinesis' given.",
    },
    {
      title: 'a producer that is none',
      given: {
        ...publishing(''),
        block:
          'eventSourcing: { aggregates: { Item: src/item.Item }, publish: { audit: { kafka: { topic: a, producer: src/prices.prices }, events: ["*"] } } }',
      },
      says: "eventSourcing.publish.audit.kafka.producer must name a producer, 'prices' of src/prices.ts given: it has no connect and send.",
    },
    {
      title: 'a function with the name of a generated one',
      given: { block, yaml: `${provider}\nfunctions: { Queries: { handler: hello.handler } }` },
      says: "functions.Queries must have another name: eventSourcing generates a function 'queries', 'Queries' given. Rename yours.",
    },
    {
      title: 'a resource of another type under an id of a generated one',
      given: { block, yaml: `${provider}\nresources: { Resources: { EventsTable: { Type: 'AWS::SNS::Topic' } } }` },
      says: "resources.Resources.EventsTable must be of type AWS::DynamoDB::Table, which eventSourcing makes under that id, 'AWS::SNS::Topic' given. Rename yours.",
    },
    {
      title: 'a property of a table that the functions rely on',
      given: {
        block,
        yaml: `${provider}\nresources: { Resources: { EventsTable: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: mine } } } }`,
      },
      says: 'resources.Resources.EventsTable.Properties.TableName must be left to eventSourcing, \'"mine"\' given. Take it out.',
    },
    {
      title: 'a property that an extension lays over one that the functions rely on',
      given: {
        block: block.replace('[src/receivers]', '{ modules: [src/receivers], isolated: true }'),
        yaml: `${provider}\nresources: { extensions: { ReceiversQueue: { Properties: { VisibilityTimeout: 20 } } } }`,
      },
      says: "resources.extensions.ReceiversQueue.Properties.VisibilityTimeout must be left to eventSourcing, '20' given. Take it out.",
    },
    {
      title: 'a name that Lambda would refuse',
      given: {
        block: 'eventSourcing: { aggregates: { Item: src/item.Item } }',
        yaml: 'provider: { name: aws, stage: a-stage-with-a-name-that-is-so-long-that-nobody-would-use-it }',
      },
      says: "The name of the function of aggregate 'Item' must have at most 64 characters,",
    },
  ];

  for (const { title, given, says } of faults) {
    it(`stops the command without a stack trace: ${title}`, async () => {
      const { code, output } = await faultOf(given);

      expect(code, output).to.equal(1);
      expect(output).to.include(says);
      expect(output).not.to.match(stackLine);
    });
  }
});
