import { PublishBatchCommand, type PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';
import { batchRefusals, fifoKeys } from '../../publishers/batch.js';
import { structured } from '../../publishers/cloudEvent.js';
import type { Entry, Target } from '../../publishers/target.js';
import { storeError } from '../aws/storeError.js';

export type SnsTargetOptions = {
  /** A name that ends in `.fifo` makes it a FIFO topic. */
  readonly topicArn: string;
  /**
   * The largest message, and request, that the topic takes, in bytes. Default: 262,144, which is a topic's unless its `MaximumMessageSize`
   * says more.
   */
  readonly maximumMessageSize?: number;
  /** Default: one of its own, for the topic's region. */
  readonly client?: SNSClient;
};

type SnsEntry = Entry & { readonly request: Omit<PublishBatchRequestEntry, 'Id'> };

/**
 * Publishes CloudEvents to a topic, in structured mode. Their type and source are message attributes too, which filter policies match. A
 * FIFO topic keeps the order of each stream and drops what it had within five minutes; another keeps none.
 *
 * Limits: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export function snsTarget({ topicArn, maximumMessageSize = 262_144, client = clientFor(topicArn) }: SnsTargetOptions): Target<SnsEntry> {
  const fifo = topicArn.endsWith('.fifo');
  return {
    name: `Topic ${topicArn}`,
    limits: { entries: 10, requestBytes: maximumMessageSize, entryBytes: maximumMessageSize },
    order: fifo ? 'each' : 'none',

    entry(event) {
      const Message = structured(event);
      const { type, source } = event;
      const request = { Message, MessageAttributes: { type: text(type), source: text(source) }, ...(fifo ? fifoKeys(event) : {}) };
      return { event, request, size: Buffer.byteLength(Message + type + source) + attributeBytes };
    },

    async send(entries) {
      const PublishBatchRequestEntries = entries.map(({ request }, index) => ({ Id: String(index), ...request }));
      const command = new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries });
      const { Failed } = await client.send(command).catch((error: unknown) => {
        throw storeError(error, topicArn, 'Topic');
      });
      return batchRefusals(Failed, entries.length);
    },
  };
}

function clientFor(topicArn: string): SNSClient {
  const [, , , region] = topicArn.split(':');
  return new SNSClient(region ? { region } : {});
}

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Names and types of the two attributes. */
const attributeBytes = 'typeStringsourceString'.length;
