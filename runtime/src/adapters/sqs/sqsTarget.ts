import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { batchRefusals, fifoKeys } from '../../publishers/batch.js';
import { structured } from '../../publishers/cloudEvent.js';
import type { Entry, Target } from '../../publishers/target.js';
import { storeError } from '../aws/storeError.js';
import { maxEntries, maxMessageBytes } from './limits.js';
import { type QueueOptions, queueClient } from './queueClient.js';

export type SqsTargetOptions = Required<Pick<QueueOptions, 'queueUrl'>> &
  QueueOptions & {
    /**
     * The largest message that the queue takes, in bytes. Default: 1,048,576, the most that SQS takes; a queue's own `MaximumMessageSize`
     * may say less.
     */
    readonly maximumMessageSize?: number;
  };

type SqsEntry = Entry & { readonly request: Omit<SendMessageBatchRequestEntry, 'Id'> };

/**
 * Sends CloudEvents to a queue, in structured mode. A FIFO queue (its name ends in `.fifo`) keeps the order of each stream and drops what it
 * had within five minutes; another keeps none.
 */
export function sqsTarget({ maximumMessageSize = maxMessageBytes, ...options }: SqsTargetOptions): Target<SqsEntry> {
  const { client, queueUrl } = queueClient(options);
  const fifo = queueUrl.endsWith('.fifo');
  return {
    name: `Queue ${queueUrl}`,
    limits: { entries: maxEntries, requestBytes: maxMessageBytes, entryBytes: maximumMessageSize },
    order: fifo ? 'each' : 'none',

    entry(event) {
      const MessageBody = structured(event);
      return { event, request: { MessageBody, ...(fifo ? fifoKeys(event) : {}) }, size: Buffer.byteLength(MessageBody) };
    },

    async send(entries) {
      const Entries = entries.map(({ request }, index) => ({ Id: String(index), ...request }));
      const { Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })).catch((error: unknown) => {
        throw storeError(error, queueUrl, 'Queue');
      });
      return batchRefusals(Failed, entries.length);
    },
  };
}
