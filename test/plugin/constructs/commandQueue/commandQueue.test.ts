import { expect } from 'chai';
import { commandQueueService } from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const leading = (...streams: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': streams } });

describe('a packaged service with a queue of commands', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService(commandQueueService));
    template = await service.template();
  });
  after(() => service.remove());

  it('has a FIFO queue: encrypted, kept as the tables are, with time enough for its function', () => {
    const { Type, DeletionPolicy, UpdateReplacePolicy, Properties } = resource(template, 'CommandQueue');

    expect({ Type, DeletionPolicy, UpdateReplacePolicy }).to.deep.equal({
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(Properties).to.deep.equal({
      QueueName: 'items-dev-commands.fifo',
      FifoQueue: true,
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
      MaximumMessageSize: 1_048_576,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: 360,
      RedrivePolicy: { deadLetterTargetArn: att('CommandDeadLetterQueue', 'Arn'), maxReceiveCount: 3 },
    });
  });

  it('has a queue for what kept failing, which holds it for two weeks', () => {
    const { DeletionPolicy, Properties } = resource(template, 'CommandDeadLetterQueue');

    expect(DeletionPolicy).to.equal('RetainExceptOnCreate');
    expect(Properties).to.deep.equal({
      QueueName: 'items-dev-commands-dead-letters.fifo',
      FifoQueue: true,
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
      MaximumMessageSize: 1_048_576,
    });
  });

  it('has the queue feed a function that may fail on parts of a batch', () => {
    const [mapping] = Object.values(template.Resources).filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::EventSourceMapping' && JSON.stringify(Properties).includes('CommandQueue'),
    );

    expect(mapping?.Properties).to.deep.include({
      EventSourceArn: att('CommandQueue', 'Arn'),
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 20 },
      Enabled: true,
    });
    expect(JSON.stringify(mapping?.Properties.FunctionName)).to.include('CommandQueueLambdaFunction');
    expect(resource(template, 'CommandQueueLambdaFunction').Properties).to.include({ FunctionName: 'items-dev-commandQueue', Timeout: 60 });
  });

  it('tells the functions that send or receive the queue, and no other', () => {
    const variables = (id: string) => resource(template, id).Properties.Environment;

    expect(variables('CommandQueueLambdaFunction')).to.deep.equal({
      Variables: {
        EVENT_SOURCING_TABLES: 'items-dev',
        EVENT_SOURCING_COMMAND_QUEUE: { Ref: 'CommandQueue' },
      },
    });
    expect(variables('ItemCommandsLambdaFunction')).to.deep.equal({
      Variables: {
        EVENT_SOURCING_TABLES: 'items-dev',
        EVENT_SOURCING_COMMAND_QUEUE: { Ref: 'CommandQueue' },
      },
    });
    for (const id of ['OrderCommands', 'Queries', 'Projections', 'Reactions']) {
      expect(JSON.stringify(variables(`${id}LambdaFunction`)), id).not.to.include('QUEUE');
    }
  });

  it('has a table of guards, since the ids of these commands are kept for ever', () => {
    expect(resource(template, 'GuardsTable').Properties.TableName).to.equal('items-dev-guards');
  });

  it('lets the function receive from that queue, and do what commands of all aggregates need', () => {
    expect(statements(template, 'CommandQueueRole')).to.have.deep.members([
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem', 'dynamodb:Query'],
        Resource: [att('EventsTable', 'Arn')],
        Condition: leading('Item/*', 'Order/*'),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
        Resource: [att('GuardsTable', 'Arn')],
        Condition: leading('Item/*', 'Order/*'),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: [att('SnapshotsTable', 'Arn')],
        Condition: leading('Item/*'),
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: ['Item/*', 'Order/*'].map((keys) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::large-commits/${keys}` })),
      },
      {
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
        Resource: [att('CommandQueue', 'Arn')],
      },
    ]);
  });

  it('lets the functions that answer HTTP send to that queue, and no other function touch it', () => {
    const onQueues = (role: string) =>
      statements(template, role).filter(({ Action }) => Action.some((action) => action.startsWith('sqs:')));

    expect(onQueues('ItemCommandsRole')).to.deep.equal([
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [att('CommandQueue', 'Arn')] },
    ]);
    for (const role of ['OrderCommandsRole', 'QueriesRole', 'ProjectionsRole', 'ReactionsRole'])
      expect(onQueues(role), role).to.deep.equal([]);
  });
});
