import { commandDeadLettersId, commandDeadLettersName, commandQueueId, commandQueueName } from '../../cloudformation/naming.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { deletionPolicies } from '../../cloudformation/tableProtection.js';
import { getAtt, type Resources, ref } from '../../cloudformation/values.js';
import type { CommandQueueConfig } from '../../config/config.js';
import type { ServiceModel } from '../../model/model.js';
import type { GeneratedFunction } from '../../template/generatedFunctions.js';

/** The queue of asynchronous commands and the one for those that kept failing. What they hold was accepted, so they are kept as the tables are. */
export const commandQueues = (model: ServiceModel): Resources => {
  const { commandQueue } = model;
  if (commandQueue === false) return {};
  const policies = deletionPolicies(model.tables);
  return {
    [commandQueueId]: {
      Type: 'AWS::SQS::Queue',
      ...policies,
      Properties: {
        QueueName: commandQueueName(model),
        ...queueProperties,
        // A stream is a group: what was sent twice to one is looked for there, and streams don't share one limit of requests.
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        VisibilityTimeout: commandQueue.visibilityTimeout,
        RedrivePolicy: { deadLetterTargetArn: getAtt(commandDeadLettersId, 'Arn'), maxReceiveCount: commandQueue.maxReceiveCount },
      },
    },
    [commandDeadLettersId]: {
      Type: 'AWS::SQS::Queue',
      ...policies,
      Properties: { QueueName: commandDeadLettersName(model), ...queueProperties },
    },
  };
};

/** Encrypted; what is waited for is kept as long as SQS does. */
const queueProperties = {
  FifoQueue: true,
  SqsManagedSseEnabled: true,
  MessageRetentionPeriod: 14 * 24 * 60 * 60,
  // The most that SQS takes: a payload may have 256 KB, and its command has more around it.
  MaximumMessageSize: 1_048_576,
};

/** The mapping from the queue to its function: only the failed part of a batch again. */
export const commandQueueEvent = ({ batchSize, maximumConcurrency }: CommandQueueConfig) => ({
  arn: getAtt(commandQueueId, 'Arn'),
  batchSize,
  functionResponseType: 'ReportBatchItemFailures' as const,
  ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
});

/** Whether a function sends commands to the queue: those that answer HTTP, where a caller may prefer not to wait. */
export const sendsCommands = ({ commandQueue }: ServiceModel, generated: GeneratedFunction): boolean =>
  commandQueue !== false && generated.kind === 'commands' && generated.aggregate.http !== false;

const queueVariable = { EVENT_SOURCING_COMMAND_QUEUE: ref(commandQueueId) } as const;

export type QueueVariable = Partial<typeof queueVariable>;

/** Tells a function the queue that it sends to or is fed by. Offline, the URL of the queue in the process takes its place. */
export const queueEnvironment = (model: ServiceModel, generated: GeneratedFunction): QueueVariable =>
  generated.kind === 'commandQueue' || sendsCommands(model, generated) ? queueVariable : {};

/** What a function may do with the queue. The mapping receives and deletes as its function; that says when what failed comes again. */
export const queueStatements = (model: ServiceModel, generated: GeneratedFunction): Statement[] => {
  const queue = [getAtt(commandQueueId, 'Arn')];
  if (sendsCommands(model, generated)) return [allow(['sqs:SendMessage'], queue)];
  if (generated.kind !== 'commandQueue') return [];
  return [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'], queue)];
};
