import { queueEvent, receivingActions } from '../../cloudformation/queue.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationValue, getAtt, sub } from '../../cloudformation/values.js';
import type { LambdaEvent } from '../../pipeline/functionPart.js';
import { hasQueue, type Intake } from './intake.js';
import { intakeDeadLettersId, intakeQueueId } from './names.js';

/** The mappings from queues and topics to the function of an intake. */
export const intakeEvents = (intake: Intake): LambdaEvent[] => {
  const { name, sqs, kafka } = intake;
  return [
    ...(sqs ? [queueEvent(asWritten(sqs.arn), { ...sqs, arn: asWritten(sqs.arn) })] : []),
    ...(hasQueue(intake) ? [queueEvent(getAtt(intakeQueueId(name), 'Arn'))] : []),
    ...(kafka ? [kafkaEvent(kafka)] : []),
  ];
};

/** Serverless' own events for topics of Kafka. */
const kafkaEvent = ({ arn, ...kafka }: NonNullable<Intake['kafka']>): LambdaEvent => {
  const mapping = { startingPosition: 'TRIM_HORIZON', batchSize: 100, ...kafka };
  return arn === undefined ? { kafka: mapping } : { msk: { ...mapping, arn: asWritten(arn) } };
};

/** What the user wrote: a text, or a function of CloudFormation's. */
const asWritten = (arn: unknown) => arn as CloudFormationValue;

/** What the function of an intake may do with what feeds it: the mappings receive as their function. */
export const intakeStatements = (intake: Intake): Statement[] => {
  const { name, sqs, kafka } = intake;
  const queues = [...(sqs ? [asWritten(sqs.arn)] : []), ...(hasQueue(intake) ? [getAtt(intakeQueueId(name), 'Arn')] : [])];
  return [
    ...(queues.length > 0 ? [allow(receivingActions, queues)] : []),
    ...(kafka ? [allow(['sqs:SendMessage'], [getAtt(intakeDeadLettersId(name), 'Arn')]), ...kafkaStatements(kafka)] : []),
  ];
};

/** Sources: Lambda developer guide, «Configuring Lambda execution role permissions», for MSK and for self-managed Kafka. */
const kafkaStatements = (kafka: NonNullable<Intake['kafka']>): Statement[] => {
  const { arn, accessConfigurations = {}, saslScram512 } = kafka;
  const { vpcSubnet = [], vpcSecurityGroup: _, ...secrets } = accessConfigurations;
  const secretArns = [...(saslScram512 === undefined ? [] : [saslScram512]), ...Object.values(secrets).flat()];
  return [
    ...(arn === undefined ? [] : clusterStatements(asWritten(arn), kafka.topic, saslScram512 === undefined)),
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
