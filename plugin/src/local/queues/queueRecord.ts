import { createHash } from 'node:crypto';
import type { QueuedMessage } from './queuedMessage.js';

/** MD5 of a text, as SQS tells it and its clients compare it. */
export const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');

/** A message as Lambda hands it to a function. */
export const queueRecord = (message: QueuedMessage, queue: { readonly arn: string; readonly region: string }): object => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    SequenceNumber: message.sequenceNumber,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.sentAt),
  },
  messageAttributes: {},
  md5OfBody: md5Of(message.body),
  eventSource: 'aws:sqs',
  eventSourceARN: queue.arn,
  awsRegion: queue.region,
});
