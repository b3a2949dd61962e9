import { parkedTableId } from '../../cloudformation/naming.js';
import { allow, allowKeys, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationValue, getAtt, ref, sub } from '../../cloudformation/values.js';
import type { AwsTargetConfig } from './publishConfig.js';
import type { Publisher, Target } from './publisher.js';

/** The one action that a publisher needs of its target, and how the resource of an ARN begins. */
const targets = {
  eventBridge: { service: 'events', action: 'events:PutEvents', prefix: 'event-bus/' },
  sns: { service: 'sns', action: 'sns:Publish', prefix: '' },
  sqs: { service: 'sqs', action: 'sqs:SendMessage', prefix: '' },
  firehose: { service: 'firehose', action: 'firehose:PutRecordBatch', prefix: 'deliverystream/' },
} as const;

/** ARN of a target. A name is one of this account and region. */
const arnOf = ({ kind, place }: AwsTargetConfig): CloudFormationValue => {
  if ('arn' in place) return place.arn as CloudFormationValue;
  // What a Ref gives differs from service to service: of a topic it is the ARN.
  if ('resource' in place) return kind === 'sns' ? ref(place.resource) : getAtt(place.resource, 'Arn');
  const { service, prefix } = targets[kind];
  return sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${prefix}${place.name}`);
};

/**
 * What a function that publishes may do: one action on one resource for each target, a target of several publishers once. Kafka knows no
 * IAM, unless a user's own producer does: its statements are the user's.
 */
export const publisherStatements = (publishers: readonly Publisher[]): Statement[] => {
  const statements = publishers.flatMap(({ target }) =>
    target.kind === 'kafka' ? [] : [allow([targets[target.kind].action], [arnOf(target)])],
  );
  const distinct = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return [...distinct.values(), keepingReplays(publishers)];
};

/** Where a replay stands is kept beside what is parked, under names that no consumer has. */
const keepingReplays = (publishers: readonly Publisher[]): Statement =>
  allowKeys(
    parkedTableId,
    ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    publishers.map(({ name }) => `replay/publishers/${name}`),
  );

/** Where a target is, as the runtime takes it: a queue's URL, a topic's ARN, a bus, the name of a delivery stream, Kafka's brokers. */
export function targetAddress(target: Target): CloudFormationValue {
  // A producer of the user's own knows where it sends to.
  if (target.kind === 'kafka') return 'brokers' in target ? target.brokers.join(',') : '';
  const { kind, place } = target;
  if ('resource' in place) return ref(place.resource);
  switch (kind) {
    case 'eventBridge':
      return 'name' in place ? place.name : arnOf(target);
    case 'sns':
      return arnOf(target);
    case 'sqs':
      return 'name' in place ? queueUrl(ref('AWS::Region'), ref('AWS::AccountId'), place.name) : queueUrlOf(arnOf(target));
    case 'firehose':
      return 'name' in place ? place.name : part(1, '/', arnOf(target));
  }
}

/** A target as people know it: `sqs jobs.fifo`. */
export const targetText = (target: Target): string => {
  if (target.kind === 'kafka') return `kafka ${target.topic}`;
  const { kind, place } = target;
  if ('name' in place) return `${kind} ${place.name}`;
  if ('resource' in place) return `${kind} ${place.resource}`;
  return `${kind} ${typeof place.arn === 'string' ? place.arn : JSON.stringify(place.arn)}`;
};

const queueUrlOf = (arn: CloudFormationValue): CloudFormationValue => queueUrl(part(3, ':', arn), part(4, ':', arn), part(5, ':', arn));

const queueUrl = (region: CloudFormationValue, account: CloudFormationValue, name: CloudFormationValue): CloudFormationValue => ({
  'Fn::Join': ['', ['https://sqs.', region, '.', ref('AWS::URLSuffix'), '/', account, '/', name]],
});

/** A part of an ARN: of one that is known, and of one that CloudFormation will know. */
const part = (index: number, separator: string, arn: CloudFormationValue): CloudFormationValue =>
  typeof arn === 'string' ? (arn.split(separator)[index] ?? '') : { 'Fn::Select': [index, { 'Fn::Split': [separator, arn] }] };

/** Tells a function where its publishers send to. With values in it that only CloudFormation knows: offline others take their place. */
export const targetsVariable = 'EVENT_SOURCING_TARGETS';

export const addresses = (publishers: readonly Publisher[]): CloudFormationValue => {
  const all = publishers.map(({ name, target }, index) => ({
    name,
    to: targetAddress(target),
    variable: `target${index}`,
    connection: 'ssl' in target ? { ssl: target.ssl } : {},
  }));
  const told = all.filter(({ to }) => typeof to !== 'string');
  const text = JSON.stringify(
    Object.fromEntries(
      all.map(({ name, to, variable, connection }) => [name, { to: typeof to === 'string' ? to : `\${${variable}}`, ...connection }]),
    ),
  );
  return told.length === 0 ? text : substituted(text, Object.fromEntries(told.map(({ variable, to }) => [variable, to])));
};

const substituted = (text: string, values: Readonly<Record<string, CloudFormationValue>>) => ({ 'Fn::Sub': [text, values] }) as const;
