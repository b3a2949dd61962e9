import { expect } from 'chai';
import { itemService } from '../itemService.js';
import { type PackagedTemplate, packaged, statements } from '../packaged.js';
import { makeService, type TestService } from '../service.js';

const block = `
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
`;

const serialisers = `
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

describe('a packaged service that says what its events are written as', function () {
  this.timeout(120_000);
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    service = await makeService(itemService({ block, files: { 'src/serialisers.ts': serialisers } }));
    template = await packaged(service);
  });
  after(() => service.remove());

  it('lets commands write the large commits of their own aggregate, and every other reader of events read those that it reads', () => {
    const onBucket = (role: string) => statements(template, role).filter(({ Action }) => Action.some((action) => action.startsWith('s3:')));
    const objects = (aggregate: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::large-commits/items/${aggregate}/*` });
    const reading = (...aggregates: readonly string[]) => [
      { Effect: 'Allow', Action: ['s3:GetObject'], Resource: aggregates.map(objects) },
    ];
    const writing = (aggregate: string) => [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: [objects(aggregate)] }];

    expect(onBucket('ItemCommandsRole')).to.deep.equal(writing('Item'));
    expect(onBucket('OrderCommandsRole')).to.deep.equal(writing('Order'));
    expect(onBucket('QueriesRole')).to.deep.equal(reading('Item', 'Order'));
    expect(onBucket('ProjectionsRole')).to.deep.equal(reading('Item'));
    expect(onBucket('ReactionsRole')).to.deep.equal(reading('Item', 'Order'));
  });

  for (const key of ['ItemCommands', 'queries', 'projections', 'reactions']) {
    it(`gives ${key} the serialisers, the size and the bucket`, async () => {
      const bundle = await service.read(`.event-sourcing/${key}.mjs`);

      expect(bundle).to.include('marked-json');
      expect(bundle)
        .to.match(/compressAbove:4096\b/)
        .and.include('large-commits')
        .and.include('items/');
    });
  }
});

describe('a packaged service that says nothing of its events', function () {
  this.timeout(120_000);

  it('has neither the S3 client nor avsc in a bundle', async () => {
    const service = await makeService(itemService());
    const template = await packaged(service);

    for (const key of ['ItemCommands', 'queries', 'projections', 'reactions']) {
      const bundle = await service.read(`.event-sourcing/${key}.mjs`);
      expect(bundle).not.to.match(/GetObjectCommand|NoSuchKey/);
      expect(bundle).not.to.include('invalid type name');
    }
    expect(JSON.stringify(template)).not.to.include('s3:GetObject');
    await service.remove();
  });
});

describe('a block with faulty serialisers', function () {
  this.timeout(120_000);

  for (const [what, events, message] of [
    ['a module that is not there', '{ serialiser: src/serialiser.marked }', 'eventSourcing.events.serialiser must name a module'],
    [
      'what is no serialiser',
      '{ alsoReads: [src/serialisers.broken] }',
      "eventSourcing.events.alsoReads[0] must name a serialiser, 'broken' of src/serialisers.ts given",
    ],
  ] as const) {
    it(`is refused: ${what}`, async () => {
      const yaml = `eventSourcing:\n  aggregates: { Item: src/item.Item }\n  events: ${events}\n`;
      const service = await makeService(itemService({ block: yaml, files: { 'src/serialisers.ts': serialisers } }));

      const { code, output } = await service.run('package');
      await service.remove();

      expect(code).not.to.equal(0);
      expect(output.replaceAll(/\s+/g, ' ')).to.include(message);
    });
  }
});
