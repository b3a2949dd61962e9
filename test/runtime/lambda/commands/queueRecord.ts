import type { QueueRecord } from '../../../../runtime/src/lambda/commands/commandBatch.js';

/** A message as an SQS FIFO queue delivers it: a command, or a body that is none. */
export function queueRecord(messageId: string, group: string, body: object | string, receives = 1): QueueRecord {
  return {
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify({ aggregate: 'Account', id: group, commandId: messageId, ...body }),
    attributes: { MessageGroupId: group, ApproximateReceiveCount: String(receives) },
  };
}
