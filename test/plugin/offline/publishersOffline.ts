import { expect } from 'chai';
import { type Framework, titleOf } from '../frameworks.js';
import type { Running } from '../running.js';
import { eventBridge, type FakeBus } from './fakeEventBridge.js';
import { eventually, type OfflineService, offlineService, send } from './offlineService.js';

const block = `
resources: { Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs.fifo, FifoQueue: true } } } }
eventSourcing:
  aggregates: { Item: src/item.Item }
  publish:
    audit: { eventBridge: default, events: ['*'] }
    prices: { sqs: !GetAtt Jobs.Arn, handler: src/prices.prices }
`;

const files = {
  'src/prices.ts': `
import { definePublisher } from 'serverless-event-sourcing-runtime';
import { Item } from './item';
export const prices = definePublisher({
  name: 'prices',
  from: [Item],
  map: { PriceUpdated: ({ aggregateId, data }) => ({ type: 'com.example.price-changed', data: { sku: aggregateId, price: data.price } }) },
});
`,
};

/** Publishers of a service that runs offline, under a framework. */
export const publishersOffline = (framework: () => Framework) => {
  describe(`publishers offline, under ${titleOf(framework)}`, () => {
    let offline: OfflineService;
    let running: Running;
    let bus: FakeBus;
    before(async () => {
      bus = await eventBridge();
      offline = await offlineService({ block, files, framework: framework() });
      running = await offline.start({ env: { AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url } });
      await send(offline.url, 'chair', 'CreateItem', { name: 'chair', price: 1 });
      await send(offline.url, 'chair', 'UpdatePrice', { price: 2 });
    });
    after(async () => {
      await offline.end();
      bus.close();
    });

    it('send to where an endpoint says, in the form of its target', async () => {
      const puts = await eventually(
        () => bus.puts,
        ({ length }) => length >= 2,
      );

      expect(puts.map(({ EventBusName, DetailType }) => [EventBusName, DetailType])).to.deep.equal([
        ['default', 'Item.ItemCreated'],
        ['default', 'Item.PriceUpdated'],
      ]);
      expect(JSON.parse(puts[1]?.Detail ?? '')).to.deep.include({
        specversion: '1.0',
        id: 'Item/chair@2',
        source: `/${offline.prefix.replace(/-dev$/, '/dev')}/Item`,
        subject: 'chair',
        data: { price: 2 },
      });
    });

    it('print the CloudEvents that they have nowhere to send to, and say so at the start', async () => {
      await running.wrote('prices would send an event to Queue https://sqs.us-east-1.amazonaws.com/000000000000/jobs.fifo');

      const line = running.output().match(/\{"level":"INFO","message":"prices would send.*\}/)?.[0] ?? '{}';
      expect(JSON.parse(line).event).to.deep.include({
        id: 'Item/chair@2',
        type: 'com.example.price-changed',
        data: { sku: 'chair', price: 2 },
      });
      expect(running.output()).to.include(
        'Publisher prices, to sqs Jobs: events are printed here; AWS_ENDPOINT_URL_SQS says where to send them',
      );
      expect(running.output()).to.include(`Publisher audit, to eventBridge default: events are sent to ${bus.url}`);
      expect(running.output()).not.to.match(/"level":"ERROR"/);
    });
  });
};
