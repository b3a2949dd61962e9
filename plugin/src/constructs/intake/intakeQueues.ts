import {
  intakeDeadLettersId,
  intakeDeadLettersName,
  intakePolicyId,
  intakeQueueId,
  intakeQueueName,
  intakeRuleId,
} from '../../cloudformation/naming.js';
import { deletionPolicies } from '../../cloudformation/tableProtection.js';
import { type CloudFormationResource, type CloudFormationValue, getAtt, type Resources, ref } from '../../cloudformation/values.js';
import { leastVisibility } from '../../config/crossField.js';
import type { IntakeEntry, ServiceModel } from '../../model/model.js';
import { type GeneratedFunction, intakeTimeout } from '../../template/generatedFunctions.js';

/**
 * What intakes have beside their functions: where EventBridge or Kafka are a way in, a queue, and one for what could not be taken in. A rule
 * puts events into the queue, and not into the function, since a queue tries for as long as it takes, and gives back what it set aside.
 */
export const intakeResources = (model: ServiceModel): Resources =>
  Object.assign({}, ...model.intakes.filter(hasQueue).map((intake) => resourcesOf(model, intake)));

/** Whether an intake has a queue of its own. */
export const hasQueue = ({ eventBridge, kafka }: IntakeEntry): boolean => eventBridge !== undefined || kafka !== undefined;

/** Deliveries of a message before it is set aside: half an hour, in which a store that is away may come back. */
const maxReceiveCount = 10;

const resourcesOf = (model: ServiceModel, intake: IntakeEntry): Resources => {
  const { name, eventBridge } = intake;
  const policies = deletionPolicies(model.tables);
  const deadLetters = getAtt(intakeDeadLettersId(name), 'Arn');
  return {
    [intakeQueueId(name)]: {
      Type: 'AWS::SQS::Queue',
      ...policies,
      Properties: {
        QueueName: intakeQueueName(model, name),
        ...queueProperties,
        VisibilityTimeout: leastVisibility(intakeTimeout),
        RedrivePolicy: { deadLetterTargetArn: deadLetters, maxReceiveCount },
      },
    },
    [intakeDeadLettersId(name)]: {
      Type: 'AWS::SQS::Queue',
      ...policies,
      Properties: { QueueName: intakeDeadLettersName(model, name), ...queueProperties },
    },
    ...(eventBridge && { [intakeRuleId(name)]: rule(intake, eventBridge), [intakePolicyId(name)]: queuePolicy(name) }),
  };
};

const queueProperties = { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60, MaximumMessageSize: 1_048_576 };

/** Types that are not declared are not even delivered. */
const rule = ({ name, model }: IntakeEntry, { bus, sources }: NonNullable<IntakeEntry['eventBridge']>): CloudFormationResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description: `What ${name} takes in`,
    // What the user wrote: a text, or a function of CloudFormation's.
    EventBusName: bus as CloudFormationValue,
    EventPattern: { 'detail-type': Object.keys(model.types), ...(sources && { source: sources }) },
    Targets: [
      { Id: 'intake', Arn: getAtt(intakeQueueId(name), 'Arn'), DeadLetterConfig: { Arn: getAtt(intakeDeadLettersId(name), 'Arn') } },
    ],
  },
});

/** That rule alone may put events there. */
const queuePolicy = (name: string): CloudFormationResource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [ref(intakeQueueId(name)), ref(intakeDeadLettersId(name))],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com'] },
          Action: ['sqs:SendMessage'],
          Resource: [getAtt(intakeQueueId(name), 'Arn'), getAtt(intakeDeadLettersId(name), 'Arn')],
          Condition: { ArnEquals: { 'aws:SourceArn': getAtt(intakeRuleId(name), 'Arn') } },
        },
      ],
    },
  },
});

export type DeadLettersVariable = { readonly EVENT_SOURCING_INTAKE_DEAD_LETTERS?: ReturnType<typeof ref> };

/** Tells a function the queue for records of Kafka that it cannot take in. */
export const intakeEnvironment = (generated: GeneratedFunction): DeadLettersVariable =>
  generated.kind === 'intake' && generated.intake.kafka
    ? { EVENT_SOURCING_INTAKE_DEAD_LETTERS: ref(intakeDeadLettersId(generated.intake.name)) }
    : {};
