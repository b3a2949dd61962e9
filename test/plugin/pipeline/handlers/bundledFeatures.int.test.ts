import { expect } from 'chai';
import {
  commandQueueService,
  inlineService,
  publisherService,
  serialisedService,
  snapshotService,
  uniqueService,
} from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { intakeBlock, intakeFiles, paymentsQueue } from '../../intakeService.js';
import { isolatedBlock, isolatedFiles } from '../../isolatedService.js';
import { itemService } from '../../itemService.js';
import { processBlock, processFiles } from '../../processService.js';

describe('the bundles of a service with a queue of commands', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService(commandQueueService));
  });
  after(() => service.remove());

  it('hold the client of SQS where commands are queued, and the receivers that may veto', async () => {
    const bundles = await Promise.all(['commandQueue', 'ItemCommands', 'OrderCommands', 'queries'].map((key) => service.bundle(key)));

    expect(bundles.map((bundle) => bundle.includes('AmazonSQS'))).to.deep.equal([true, true, false, false]);
    expect(bundles[0])
      .to.match(/maxReceiveCount:3\b/)
      .and.include('a receiver heard eventPreSave')
      .and.match(/every:50\b/);
  });
});

describe('the bundles of a service with a unique value', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService(uniqueService));
  });
  after(() => service.remove());

  it('hold transactions with the commands that have a unique value alone', async () => {
    const text = 'attribute_not_exists(#guard)';

    expect(await service.bundle('MemberCommands')).to.include(text);
    expect(await service.bundle('ItemCommands')).not.to.include(text);
    expect(await service.bundle('queries')).not.to.include(text);
  });
});

describe('the bundles of a service with an inline projection', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService(inlineService));
  });
  after(() => service.remove());

  it('hold the fold and the schema of inline rows with the commands that feed them alone', async () => {
    const [items, orders] = [await service.bundle('ItemCommands'), await service.bundle('OrderCommands')];

    for (const text of ['"catalogue.row"', 'RowsInTheWay']) {
      expect(items).to.include(text);
      expect(orders).not.to.include(text);
    }
  });
});

describe('the bundles of a service with intakes', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(
      itemService({ block: intakeBlock, yaml: `provider: { name: aws }\n${paymentsQueue}`, files: intakeFiles }),
    );
  });
  after(() => service.remove());

  it('hold a client of SQS where records of an intake may be set aside, and nowhere else', async () => {
    const [payments, pings, orders] = await Promise.all(
      ['PaymentsIntake', 'PingsIntake', 'OrderCommands'].map((key) => service.bundle(key)),
    );

    expect(payments).to.include('SendMessage');
    for (const other of [pings, orders]) expect(other).not.to.include('SendMessage');
    expect(orders).not.to.include('cloudevents');
    expect((pings ?? '').length).to.be.below((orders ?? '').length);
  });
});

describe('the bundles of a service with a process', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService({ block: processBlock, files: processFiles }));
  });
  after(() => service.remove());

  it('hold the client of the scheduler where deadlines are set, and nowhere else', async () => {
    const bundles = ['reactions', 'deadlines', 'OrderCommands'].map((key) => service.bundle(key));

    const [reactions, ...others] = await Promise.all(bundles);

    expect(reactions).to.include('CreateSchedule');
    for (const other of others) expect(other).not.to.include('CreateSchedule');
  });
});

describe('the bundles of a service with publishers', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService(publisherService));
  });
  after(() => service.remove());

  it('hold the clients of all targets with the function that publishes, and with no other', async () => {
    const [reactions, commands] = await Promise.all(['reactions', 'OrderCommands'].map((key) => service.bundle(key)));

    for (const operation of ['PutEvents', 'PublishBatch', 'SendMessageBatch', 'PutRecordBatch', 'KafkaJS']) {
      expect(reactions?.includes(operation), operation).to.equal(true);
      expect(commands?.includes(operation), operation).to.equal(false);
    }
  });
});

describe('the bundles of a service with snapshots', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService(snapshotService));
  });
  after(() => service.remove());

  it('hold snapshots with the commands that have them, and with queries', async () => {
    const text = 'a snapshot could not be kept';

    expect(await service.bundle('ItemCommands')).to.include(text);
    expect(await service.bundle('OrderCommands')).not.to.include(text);
    expect(await service.bundle('queries')).to.include('a snapshot could not be read');
  });

  it('say after how many events a snapshot is taken', async () => {
    expect(await service.bundle('ItemCommands')).to.match(/every:50\b/);
  });
});

describe('the bundles of a service with isolated consumers', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService({ block: isolatedBlock, files: isolatedFiles }));
  });
  after(() => service.remove());

  it('hold the client of queues with an isolated consumer, and not with commands', async () => {
    expect(await service.bundle('ordersProjection')).to.include('ChangeMessageVisibility');
    expect(await service.bundle('ItemCommands')).not.to.include('ChangeMessageVisibility');
  });
});

describe('the bundles of a service that says what its events are written as', () => {
  let service: InProcessService;
  before(async () => {
    service = await serviceInProcess(itemService(serialisedService));
  });
  after(() => service.remove());

  for (const key of ['ItemCommands', 'queries', 'projections', 'reactions']) {
    it(`hold the serialisers, the size and the bucket of events: ${key}`, async () => {
      const bundle = await service.bundle(key);

      expect(bundle).to.include('marked-json');
      expect(bundle)
        .to.match(/compressAbove:4096\b/)
        .and.include('large-commits')
        .and.include('items/');
    });
  }
});
