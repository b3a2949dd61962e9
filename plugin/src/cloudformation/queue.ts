import { given } from '../values.js';
import { deletionPolicies, type TableProtection } from './tableProtection.js';
import { type CloudFormationResource, type CloudFormationValue, getAtt } from './values.js';

/**
 * Least visibility timeout of a queue behind a function, in seconds.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const leastVisibility = (timeout: number): number => 6 * timeout;

export type QueueOptions = {
  /** SQS wants a FIFO queue's name to end in `.fifo`. */
  readonly name: string;
  /** Of a queue whose messages are kept as the tables are; unset: it goes with the stack. */
  readonly protection?: Pick<TableProtection, 'deletionPolicy'>;
  /** Messages may be as large as SQS takes them: 1 MB. */
  readonly large?: boolean;
  /** A stream is a group: what was sent twice to one is looked for there, and streams don't share one limit of requests. */
  readonly groups?: boolean;
  /** Seconds. */
  readonly visibilityTimeout?: number;
  /** Where messages go after so many deliveries: the logical id of a queue. */
  readonly redrive?: { readonly deadLetters: string; readonly maxReceiveCount: number };
};

/** An encrypted queue; what waits in it is kept as long as SQS does. */
export const queue = ({ name, protection, large, groups, visibilityTimeout, redrive }: QueueOptions): CloudFormationResource => ({
  Type: 'AWS::SQS::Queue',
  ...(protection && deletionPolicies(protection)),
  Properties: {
    QueueName: name,
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
    ...given({
      FifoQueue: name.endsWith('.fifo') || undefined,
      MaximumMessageSize: large ? 1_048_576 : undefined,
      DeduplicationScope: groups ? 'messageGroup' : undefined,
      FifoThroughputLimit: groups ? 'perMessageGroupId' : undefined,
      VisibilityTimeout: visibilityTimeout,
      RedrivePolicy: redrive && { deadLetterTargetArn: getAtt(redrive.deadLetters, 'Arn'), maxReceiveCount: redrive.maxReceiveCount },
    }),
  },
});

/** Serverless' own event for a queue: only the failed part of a batch again. */
export const queueEvent = (arn: CloudFormationValue, settings?: Readonly<Record<string, CloudFormationValue>>) => ({
  sqs: { arn, batchSize: 10, functionResponseType: 'ReportBatchItemFailures' as const, ...settings },
});

/** What the mapping from a queue does in its function's name. */
export const receivingActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const;
