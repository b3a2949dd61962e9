import { ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { maxEntries } from './limits.js';
import { type QueueOptions, queueClient } from './queueClient.js';

/** A message that was received, and the seconds from now until it may be received again. */
type Postponed = { readonly receiptHandle: string; readonly seconds: number };

/** Says when messages that failed are delivered again: without it, when their visibility timeout is over. @throws Error when the queue refuses any of them */
export function postponeThrough(options: QueueOptions = {}): (messages: readonly Postponed[]) => Promise<void> {
  const { client, queueUrl } = queueClient(options);

  return async (messages) => {
    for (let from = 0; from < messages.length; from += maxEntries) {
      const Entries = messages.slice(from, from + maxEntries).map(({ receiptHandle, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }));
      const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      const [failed] = Failed;
      if (failed) throw new Error(`${queueUrl} refused to postpone ${Failed.length} messages: ${failed.Code}: ${failed.Message ?? ''}`);
    }
  };
}
