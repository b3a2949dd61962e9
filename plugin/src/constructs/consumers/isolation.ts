import { isolatedQueueId, isolatedQueueName, isolatedQueueVariable } from '../../cloudformation/naming.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationValue, getAtt, type Resources, ref } from '../../cloudformation/values.js';
import { leastVisibility } from '../../config/crossField.js';
import type { ServiceModel } from '../../model/model.js';
import {
  consumersTimeout,
  type GeneratedFunction,
  generatedFunctions,
  type ProjectionsFunction,
  type ReactionsFunction,
} from '../../template/generatedFunctions.js';

/** Whether a queue of its own feeds a function. */
export const isQueued = (
  generated: GeneratedFunction,
): generated is (ProjectionsFunction | ReactionsFunction) & { readonly queued: true } =>
  (generated.kind === 'projections' || generated.kind === 'reactions') && generated.queued;

/**
 * The queues of consumers that are isolated. They say where commits are, which the table has, so they go with the stack: what is lost with
 * one, a sweep finds. A message stays until its consumer has taken or parked what it tells of.
 */
export const isolatedQueues = (model: ServiceModel): Resources =>
  Object.fromEntries(
    generatedFunctions(model)
      .filter(isQueued)
      .map(({ key }) => [
        isolatedQueueId(key),
        {
          Type: 'AWS::SQS::Queue',
          Properties: {
            QueueName: isolatedQueueName(model, key),
            FifoQueue: true,
            // A stream is a group: streams don't wait for each other, nor share one limit of requests.
            DeduplicationScope: 'messageGroup',
            FifoThroughputLimit: 'perMessageGroupId',
            SqsManagedSseEnabled: true,
            MessageRetentionPeriod: 14 * 24 * 60 * 60,
            VisibilityTimeout: leastVisibility(consumersTimeout),
          },
        },
      ]),
  );

/** The mapping from such a queue to its function: only the failed part of a batch again. */
export const isolatedQueueEvent = ({ key }: GeneratedFunction) => ({
  arn: getAtt(isolatedQueueId(key), 'Arn'),
  // Lambda takes no more of a FIFO queue at once.
  batchSize: 10,
  functionResponseType: 'ReportBatchItemFailures' as const,
});

export type IsolatedQueueVariables = Readonly<Record<`EVENT_SOURCING_QUEUE_${string}`, CloudFormationValue>>;

/** Tells a function the queues that it tells of commits, or its own. Offline, URLs of queues in the process take their place. */
export const isolationEnvironment = (generated: GeneratedFunction): IsolatedQueueVariables =>
  Object.fromEntries(queuesOf(generated).map(({ key }) => [isolatedQueueVariable(key), ref(isolatedQueueId(key))]));

/** What a function may do with such queues. The mapping receives and deletes as its function; that says when what failed comes again. */
export const isolationStatements = (generated: GeneratedFunction): Statement[] => {
  const queues = queuesOf(generated).map(({ key }) => getAtt(isolatedQueueId(key), 'Arn'));
  if (queues.length === 0) return [];
  return isQueued(generated)
    ? [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], queues)]
    : [allow(['sqs:SendMessage'], queues)];
};

const queuesOf = (generated: GeneratedFunction): readonly GeneratedFunction[] => {
  if (isQueued(generated)) return [generated];
  return generated.kind === 'reactions' ? generated.forwards : [];
};
