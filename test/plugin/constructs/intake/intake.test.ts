import { expect } from 'chai';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { intakeBlock, intakeFiles, paymentsQueue } from '../../intakeService.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

const att = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });
const leading = (...streams: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': streams } });
const cluster = 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/8a2-5';

describe('a packaged service with intakes', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(
      itemService({ block: intakeBlock, yaml: `provider: { name: aws }\n${paymentsQueue}`, files: intakeFiles }),
    );
    template = await service.template();
  });
  after(() => service.remove());

  const filter = (mapping: string): unknown => {
    const { Filters } = resource(template, mapping).Properties.FilterCriteria as { Filters: { Pattern: string }[] };
    return Filters.map(({ Pattern }) => JSON.parse(Pattern).dynamodb.Keys.stream.S);
  };

  it('has a function for each, whose role reaches the streams of that intake alone, and adds only', () => {
    expect(statements(template, 'PingsIntakeRole')).to.deep.equal([
      { Effect: 'Allow', Action: ['dynamodb:PutItem'], Resource: [att('EventsTable')], Condition: leading('Pings/*') },
    ]);
    const { Timeout, Environment } = resource(template, 'PingsIntakeLambdaFunction').Properties;
    expect(Timeout).to.equal(28);
    expect(Environment).to.deep.equal({ Variables: { EVENT_SOURCING_TABLES: 'items-dev' } });
  });

  it('lets the function take what its queues and its topic have, and set aside what it cannot take in', () => {
    expect(statements(template, 'PaymentsIntakeRole')).to.deep.equal([
      { Effect: 'Allow', Action: ['dynamodb:PutItem'], Resource: [att('EventsTable')], Condition: leading('Payments/*') },
      {
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        Resource: [att('PaymentsQueue'), att('PaymentsIntakeQueue')],
      },
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [att('PaymentsIntakeDeadLetterQueue')] },
      {
        Effect: 'Allow',
        Action: [
          ...['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'],
          ...['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'],
        ],
        Resource: [cluster],
      },
      {
        ...{ Effect: 'Allow', Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'] },
        Resource: ['arn:aws:kafka:eu-central-1:123456789012:topic/shop/8a2-5/payments'],
      },
      {
        ...{ Effect: 'Allow', Action: ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'] },
        Resource: ['arn:aws:kafka:eu-central-1:123456789012:group/shop/8a2-5/*'],
      },
      {
        Effect: 'Allow',
        Action: [
          ...['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVpcs', 'ec2:DeleteNetworkInterface'],
          ...['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'],
        ],
        Resource: ['*'],
      },
    ]);
    const { Variables } = resource(template, 'PaymentsIntakeLambdaFunction').Properties.Environment as { Variables: object };
    expect(Variables).to.deep.include({ EVENT_SOURCING_INTAKE_DEAD_LETTERS: { Ref: 'PaymentsIntakeDeadLetterQueue' } });
  });

  it('maps the queues, only what failed again, and the topic, from its beginning', () => {
    const mappings = Object.values(template.Resources)
      .filter(
        ({ Type, Properties }) =>
          Type === 'AWS::Lambda::EventSourceMapping' && JSON.stringify(Properties.FunctionName).includes('PaymentsIntake'),
      )
      .map(({ Properties: { EventSourceArn, FunctionResponseTypes, Topics, StartingPosition } }) => ({
        EventSourceArn,
        ...(FunctionResponseTypes ? { FunctionResponseTypes } : {}),
        ...(Topics ? { Topics, StartingPosition } : {}),
      }));

    expect(mappings).to.have.deep.members([
      { EventSourceArn: att('PaymentsQueue'), FunctionResponseTypes: ['ReportBatchItemFailures'] },
      { EventSourceArn: att('PaymentsIntakeQueue'), FunctionResponseTypes: ['ReportBatchItemFailures'] },
      { EventSourceArn: cluster, Topics: ['payments'], StartingPosition: 'TRIM_HORIZON' },
    ]);
  });

  it('has a rule for the declared types, that puts them into a queue which only it may fill', () => {
    expect(resource(template, 'PaymentsIntakeRule').Properties).to.deep.equal({
      Description: 'What Payments takes in',
      EventBusName: 'payments',
      EventPattern: { 'detail-type': ['PaymentRefused', 'com.psp.captured'], source: ['/psp'] },
      Targets: [{ Id: 'intake', Arn: att('PaymentsIntakeQueue'), DeadLetterConfig: { Arn: att('PaymentsIntakeDeadLetterQueue') } }],
    });
    expect(resource(template, 'PaymentsIntakeQueue').Properties).to.deep.include({
      QueueName: 'items-dev-Payments-intake',
      VisibilityTimeout: 168,
      RedrivePolicy: { deadLetterTargetArn: att('PaymentsIntakeDeadLetterQueue'), maxReceiveCount: 10 },
    });
    const { PolicyDocument } = resource(template, 'PaymentsIntakeQueuePolicy').Properties as { PolicyDocument: { Statement: object[] } };
    expect(PolicyDocument.Statement).to.deep.equal([
      {
        ...{ Effect: 'Allow', Principal: { Service: ['events.amazonaws.com'] }, Action: ['sqs:SendMessage'] },
        Resource: [att('PaymentsIntakeQueue'), att('PaymentsIntakeDeadLetterQueue')],
        Condition: { ArnEquals: { 'aws:SourceArn': att('PaymentsIntakeRule') } },
      },
    ]);
    expect(resource(template, 'PaymentsIntakeQueue').DeletionPolicy).to.equal('RetainExceptOnCreate');
    expect(Object.keys(template.Resources).filter((id) => id.startsWith('PingsIntake') && /Queue|Rule/.test(id))).to.deep.equal([]);
  });

  it('has a route for each', () => {
    const keys = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
      .map(({ Properties }) => Properties.RouteKey);

    expect(keys).to.include.members(['POST /Payments', 'POST /Pings']);
  });

  it('feeds projections, processes and receivers by their streams', () => {
    expect(filter('ProjectionsEventSourceMappingDynamodbEventsTable')).to.deep.equal([[{ prefix: 'Payments/' }]]);
    expect(filter('ReactionsEventSourceMappingDynamodbEventsTable')).to.deep.equal([
      [{ prefix: 'Order/' }, { prefix: 'Payments/' }, { prefix: 'Pings/' }, { prefix: 'Collection/' }],
    ]);
    expect(statements(template, 'ProjectionsRole')).to.deep.include.members([
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [att('EventsTable')], Condition: leading('Payments/*') },
    ]);
    expect(statements(template, 'ReactionsRole')).to.deep.include.members([
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query'],
        Resource: [att('EventsTable')],
        Condition: leading('Order/*', 'Payments/*', 'Pings/*'),
      },
    ]);
  });
});

describe('a packaged service with an intake from Kafka outside of MSK', () => {
  const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka-Ab1';
  const block = `
eventSourcing:
  aggregates: { Order: src/order.Order }
  intake:
    Payments:
      handler: src/payments.Payments
      kafka:
        topic: payments
        bootstrapServers: [broker-1:9096]
        consumerGroupId: shop
        accessConfigurations: { saslScram512Auth: ['${secret}'] }
`;

  it('reads the secret, and decrypts nothing else; has a queue to send letters back to, and no rule', async () => {
    const service = await serviceInProcess(itemService({ block, files: intakeFiles }));
    try {
      const template = await service.template();

      const mapping = Object.values(template.Resources).find(({ Properties }) => Properties.SelfManagedEventSource !== undefined);
      expect(mapping?.Properties).to.deep.include({
        Topics: ['payments'],
        BatchSize: 100,
        SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'shop' },
        SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: secret }],
      });
      expect(statements(template, 'PaymentsIntakeRole').slice(2)).to.deep.equal([
        { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [att('PaymentsIntakeDeadLetterQueue')] },
        { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [secret] },
        {
          ...{ Effect: 'Allow', Action: ['kms:Decrypt'], Resource: ['*'] },
          Condition: {
            StringEquals: { 'kms:ViaService': { 'Fn::Sub': `secretsmanager.\${AWS::Region}.amazonaws.com` } },
            StringLike: { 'kms:EncryptionContext:SecretARN': [secret] },
          },
        },
      ]);
      expect(Object.keys(template.Resources)).to.include('PaymentsIntakeQueue').and.not.include('PaymentsIntakeRule');
      expect(Object.values(template.Resources).map(({ Properties }) => Properties.RouteKey)).not.to.include('POST /Payments');
    } finally {
      await service.remove();
    }
  });
});
