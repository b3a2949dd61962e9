import { expect } from 'chai';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';
import { processBlock, processFiles } from '../../processService.js';

const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const leading = (...streams: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': streams } });
const events = [att('EventsTable', 'Arn')];

describe('a packaged service with a process', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService({ block: processBlock, files: processFiles }));
    template = await service.template();
  });
  after(() => service.remove());

  it('feeds the process by the streams of its aggregates, and its own', () => {
    const mapping = resource(template, 'ReactionsEventSourceMappingDynamodbEventsTable').Properties;

    const patterns = (mapping.FilterCriteria as { Filters: { Pattern: string }[] }).Filters.map(({ Pattern }) => JSON.parse(Pattern));
    expect(patterns).to.deep.equal([{ dynamodb: { Keys: { stream: { S: [{ prefix: 'Order/' }, { prefix: 'Fulfilment/' }] } } } }]);
  });

  it('lets the function send to the aggregates that the process names, record in its own streams, and schedule', () => {
    expect(statements(template, 'ReactionsRole')).to.deep.include.members([
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: events, Condition: leading('Order/*') },
      { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: events, Condition: leading('Item/*', 'Order/*') },
      { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: events, Condition: leading('Fulfilment/*') },
      {
        ...{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'] },
        ...{ Resource: [att('GuardsTable', 'Arn')], Condition: leading('Item/*', 'Order/*') },
      },
      {
        ...{ Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
        ...{ Resource: [att('SnapshotsTable', 'Arn')], Condition: leading('Item/*') },
      },
      {
        ...{ Effect: 'Allow', Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'] },
        ...{ Resource: [att('BookmarksTable', 'Arn')], Condition: leading('Order/*', 'Fulfilment/*') },
      },
      {
        Effect: 'Allow',
        Action: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
        Resource: [{ 'Fn::Sub': `arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/items-dev-deadlines/*` }],
      },
      { Effect: 'Allow', Action: ['iam:PassRole'], Resource: [att('DeadlineSchedulerRole', 'Arn')] },
    ]);
    const parking = statements(template, 'ReactionsRole').find(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(parking?.Condition).to.deep.equal(leading('processes/fulfilment'));
  });

  it('has a function that is told of deadlines, which does nothing but record them', () => {
    expect(statements(template, 'DeadlinesRole')).to.deep.equal([
      { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: events, Condition: leading('Fulfilment/*') },
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [att('DeadlineDeadLetterQueue', 'Arn')] },
    ]);
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = resource(template, 'DeadlinesLambdaEvConf').Properties;
    expect({ MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }).to.deep.equal({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: att('DeadlineDeadLetterQueue', 'Arn') } },
    });
  });

  it('has a group of schedules, and a role in which they invoke that function, keep what they could not invoke it with, and nothing else', () => {
    expect(resource(template, 'DeadlineSchedules').Properties).to.deep.equal({ Name: 'items-dev-deadlines' });
    const role = resource(template, 'DeadlineSchedulerRole').Properties;
    expect(role.AssumeRolePolicyDocument).to.deep.include({ Version: '2012-10-17' });
    expect(JSON.stringify(role.AssumeRolePolicyDocument)).to.include('scheduler.amazonaws.com');
    expect(statements(template, 'DeadlineSchedulerRole')).to.deep.equal([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [att('DeadlinesLambdaFunction', 'Arn')] },
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [att('DeadlineDeadLetterQueue', 'Arn')] },
    ]);
    const { Variables } = resource(template, 'ReactionsLambdaFunction').Properties.Environment as { Variables: Record<string, unknown> };
    expect(Variables.EVENT_SOURCING_DEADLINES).to.deep.equal({
      'Fn::Sub': `\${DeadlineSchedules} \${DeadlinesLambdaFunction.Arn} \${DeadlineSchedulerRole.Arn} \${DeadlineDeadLetterQueue.Arn}`,
    });
  });
});
