import { intakeDeadLettersId, intakeQueueId } from '../../cloudformation/naming.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationValue, getAtt, sub } from '../../cloudformation/values.js';
import type { IntakeEntry } from '../../model/model.js';
import type { GeneratedFunction } from '../../template/generatedFunctions.js';
import { hasQueue } from './intakeQueues.js';

/** Serverless' own event for a queue: only the failed part of a batch again. */
type QueueEvent = {
  readonly sqs: {
    readonly arn: CloudFormationValue;
    readonly batchSize: number;
    readonly functionResponseType: 'ReportBatchItemFailures';
    readonly maximumBatchingWindow?: number;
    readonly maximumConcurrency?: number;
  };
};

/** Serverless' own events for topics of Kafka. */
type KafkaEvent = { readonly kafka: CloudFormationValue } | { readonly msk: CloudFormationValue };

/** The mappings from queues and topics to the function of an intake. */
export const intakeEvents = (intake: IntakeEntry): (QueueEvent | KafkaEvent)[] => {
  const { name, sqs, kafka } = intake;
  return [
    ...(sqs ? [queueEvent({ ...sqs, arn: sqs.arn as CloudFormationValue })] : []),
    ...(hasQueue(intake) ? [queueEvent({ arn: getAtt(intakeQueueId(name), 'Arn') })] : []),
    ...(kafka ? [kafkaEvent(kafka)] : []),
  ];
};

const queueEvent = (queue: { readonly arn: CloudFormationValue } & Partial<QueueEvent['sqs']>): QueueEvent => ({
  sqs: { batchSize: 10, functionResponseType: 'ReportBatchItemFailures', ...queue },
});

const kafkaEvent = (kafka: NonNullable<IntakeEntry['kafka']>): KafkaEvent => {
  const mapping: { readonly [key: string]: CloudFormationValue | undefined } = {
    startingPosition: 'TRIM_HORIZON',
    batchSize: 100,
    ...written(kafka),
  };
  return kafka.arn === undefined ? { kafka: mapping } : { msk: mapping };
};

/** As the user wrote it: `arn` may be an import. */
const written = ({ arn, ...kafka }: NonNullable<IntakeEntry['kafka']>) => ({ ...kafka, ...(arn === undefined ? {} : { arn: arnOf(arn) }) });

const arnOf = (arn: unknown) => arn as CloudFormationValue;

/** What the function of an intake may do with what feeds it: the mappings receive as their function. */
export const intakeStatements = (generated: GeneratedFunction): Statement[] => {
  if (generated.kind !== 'intake') return [];
  const { intake } = generated;
  const { name, sqs, kafka } = intake;
  const queues = [...(sqs ? [arnOf(sqs.arn)] : []), ...(hasQueue(intake) ? [getAtt(intakeQueueId(name), 'Arn')] : [])];
  return [
    ...(queues.length > 0 ? [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queues)] : []),
    ...(kafka ? [allow(['sqs:SendMessage'], [getAtt(intakeDeadLettersId(name), 'Arn')]), ...kafkaStatements(kafka)] : []),
  ];
};

/** Sources: Lambda developer guide, «Configuring Lambda execution role permissions», for MSK and for self-managed Kafka. */
const kafkaStatements = (kafka: NonNullable<IntakeEntry['kafka']>): Statement[] => {
  const { arn, accessConfigurations = {}, saslScram512 } = kafka;
  const { vpcSubnet = [], vpcSecurityGroup: _, ...secrets } = accessConfigurations;
  const secretArns = [...(saslScram512 === undefined ? [] : [saslScram512]), ...Object.values(secrets).flat()];
  return [
    ...(arn === undefined ? [] : clusterStatements(arnOf(arn), kafka.topic, saslScram512 === undefined)),
    ...(arn !== undefined || vpcSubnet.length > 0 ? [allow(networkInterfaces, ['*'])] : []),
    ...(secretArns.length > 0 ? [allow(['secretsmanager:GetSecretValue'], secretArns), decrypting(secretArns)] : []),
  ];
};

const networkInterfaces = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcs',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
];

/** The key of a secret is not known here; of what it encrypts, that is all that may be decrypted. */
const decrypting = (secretArns: readonly string[]): Statement => ({
  ...allow(['kms:Decrypt'], ['*']),
  Condition: {
    StringEquals: { 'kms:ViaService': sub(`secretsmanager.\${AWS::Region}.amazonaws.com`) },
    StringLike: { 'kms:EncryptionContext:SecretARN': secretArns },
  },
});

const clusterStatements = (arn: CloudFormationValue, topic: string, byIam: boolean): Statement[] => [
  allow(['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], [arn]),
  // Without a secret, Lambda shows who it is by IAM, where the cluster wants to know.
  ...(byIam
    ? [
        allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], [arn]),
        allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], [within(arn, 'topic', topic)]),
        allow(['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], [within(arn, 'group', '*')]),
      ]
    : []),
];

/** `arn:aws:kafka:…:cluster/shop/8a2…` to `arn:aws:kafka:…:topic/shop/8a2…/payments` */
const within = (arn: CloudFormationValue, kind: 'topic' | 'group', name: string): CloudFormationValue =>
  typeof arn === 'string'
    ? `${arn.replace(':cluster/', `:${kind}/`)}/${name}`
    : { 'Fn::Join': ['', [{ 'Fn::Join': [`:${kind}/`, { 'Fn::Split': [':cluster/', arn] }] }, '/', name]] };
