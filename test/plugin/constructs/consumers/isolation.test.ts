import { expect } from 'chai';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { isolatedBlock, isolatedFiles } from '../../isolatedService.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queues = ['ReceiversQueue', 'FulfilmentProcessQueue', 'AuditPublisherQueue', 'OrdersProjectionQueue'];

describe('a packaged service whose consumers are isolated', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService({ block: isolatedBlock, files: isolatedFiles }));
    template = await service.template();
  });
  after(() => service.remove());

  const mappings = () => Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping');

  it('has a FIFO queue and a function for each, and one reader of the stream that tells them', () => {
    const sources = mappings().map(([, { Properties }]) => Properties.EventSourceArn);

    expect(sources).to.deep.include.members(queues.map(att));
    expect(sources).to.have.length(queues.length + 1);
    for (const id of queues) {
      expect(resource(template, id).Properties).to.deep.include({
        FifoQueue: true,
        VisibilityTimeout: 1800,
        FifoThroughputLimit: 'perMessageGroupId',
      });
      expect(resource(template, id).Properties).not.to.have.property('RedrivePolicy');
    }
    expect(resource(template, 'FulfilmentProcessQueue').Properties.QueueName).to.equal('items-dev-fulfilmentProcess.fifo');
  });

  it('reads the streams of all of them, for the one that tells them', () => {
    const { FilterCriteria } = resource(template, 'ReactionsEventSourceMappingDynamodbEventsTable').Properties;

    const [filter] = (FilterCriteria as { Filters: { Pattern: string }[] }).Filters;
    const prefixes = JSON.parse(filter?.Pattern ?? '').dynamodb.Keys.stream.S.map(({ prefix }: { prefix: string }) => prefix);
    expect(prefixes).to.have.members(['Item/', 'Order/', 'Fulfilment/']);
  });

  it('lets the one that tells them send and nothing else, and each of them receive, and do what it does alone', () => {
    const actions = (role: string) => statements(template, role).flatMap(({ Action }) => Action);

    expect(actions('ReactionsRole').sort()).to.deep.equal([
      ...['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      'sqs:SendMessage',
    ]);
    for (const role of ['FulfilmentProcessRole', 'AuditPublisherRole', 'OrdersProjectionRole', 'ReceiversRole']) {
      expect(actions(role), role).to.include('sqs:ReceiveMessage').and.not.include('dynamodb:GetRecords');
      expect(actions(role), role).not.to.include('sqs:SendMessage');
    }
    expect(actions('AuditPublisherRole')).to.include('events:PutEvents');
    for (const role of ['FulfilmentProcessRole', 'OrdersProjectionRole', 'ReceiversRole']) {
      expect(actions(role), role).not.to.include('events:PutEvents');
    }
    const parking = statements(template, 'FulfilmentProcessRole').find(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(JSON.stringify(parking?.Condition)).to.include('processes/fulfilment').and.not.include('publishers');
  });

  it('tells functions of isolated consumers their queues', () => {
    const variables = (id: string) => (resource(template, id).Properties.Environment as { Variables: Record<string, unknown> }).Variables;

    expect(variables('ReactionsLambdaFunction').EVENT_SOURCING_QUEUE_fulfilmentProcess).to.deep.equal({ Ref: 'FulfilmentProcessQueue' });
    expect(variables('FulfilmentProcessLambdaFunction').EVENT_SOURCING_QUEUE_fulfilmentProcess).to.deep.equal({
      Ref: 'FulfilmentProcessQueue',
    });
    expect(variables('FulfilmentProcessLambdaFunction')).not.to.have.property('EVENT_SOURCING_QUEUE_auditPublisher');
  });
});
