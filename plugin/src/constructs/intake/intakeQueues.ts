import { leastVisibility, queue } from '../../cloudformation/queue.js';
import { policyDocument } from '../../cloudformation/roles.js';
import { allow } from '../../cloudformation/statements.js';
import { type CloudFormationResource, type CloudFormationValue, getAtt, type Resources, ref } from '../../cloudformation/values.js';
import type { DeadLetters, Facts } from '../../pipeline/facts.js';
import { given } from '../../values.js';
import { answersHttp } from '../schemas/routes.js';
import { hasQueue, type Intake } from './intake.js';
import { intakeDeadLettersId, intakeDeadLettersName, intakePolicyId, intakeQueueId, intakeQueueName, intakeRuleId } from './names.js';

/** Deliveries of a message before it is set aside: half an hour, in which a store that is away may come back. */
const maxReceiveCount = 10;

/**
 * What intakes have beside their functions: where EventBridge or Kafka are a way in, a queue, and one for what could not be taken in. A rule
 * puts events into the queue, and not into the function, since a queue tries for as long as it takes, and gives back what it set aside.
 */
export const intakeResources = (intake: Intake, { deployment, protection }: Facts): Resources => {
  if (!hasQueue(intake)) return {};
  const { name, eventBridge } = intake;
  return {
    [intakeQueueId(name)]: queue({
      name: intakeQueueName(deployment, name),
      protection,
      large: true,
      visibilityTimeout: leastVisibility(answersHttp.timeout),
      redrive: { deadLetters: intakeDeadLettersId(name), maxReceiveCount },
    }),
    [intakeDeadLettersId(name)]: queue({ name: intakeDeadLettersName(deployment, name), protection, large: true }),
    ...(eventBridge && { [intakeRuleId(name)]: rule(intake, eventBridge), [intakePolicyId(name)]: queuePolicy(name) }),
  };
};

export const intakeDeadLetters = ({ name }: Intake): DeadLetters => ({
  id: intakeDeadLettersId(name),
  name: `${name}-intake-dead-letters`,
  description: `Events that ${name} could not take in are in its dead-letter queue.`,
});

/** Types that are not declared are not even delivered. */
const rule = ({ name, model }: Intake, { bus, sources }: NonNullable<Intake['eventBridge']>): CloudFormationResource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description: `What ${name} takes in`,
    // What the user wrote: a text, or a function of CloudFormation's.
    EventBusName: bus as CloudFormationValue,
    EventPattern: { 'detail-type': Object.keys(model.types), ...given({ source: sources }) },
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
    PolicyDocument: policyDocument([
      {
        ...allow(['sqs:SendMessage'], [getAtt(intakeQueueId(name), 'Arn'), getAtt(intakeDeadLettersId(name), 'Arn')]),
        Principal: { Service: ['events.amazonaws.com'] },
        Condition: { ArnEquals: { 'aws:SourceArn': getAtt(intakeRuleId(name), 'Arn') } },
      },
    ]),
  },
});
