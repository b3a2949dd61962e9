import { expect } from 'chai';
import { serialisedService, serialisers } from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, statements } from '../../packaged.js';

describe('a packaged service that says what its events are written as', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService(serialisedService));
    template = await service.template();
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
});

describe('a block with faulty serialisers', () => {
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
      const service = await serviceInProcess(itemService({ block: yaml, files: { 'src/serialisers.ts': serialisers } }));

      const { code, output } = await service.run('package');
      await service.remove();

      expect(code).not.to.equal(0);
      expect(output.replaceAll(/\s+/g, ' ')).to.include(message);
    });
  }
});
