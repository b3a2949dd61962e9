import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { structured } from '../../publishers/cloudEvent.js';
import type { Entry, Target } from '../../publishers/target.js';
import { storeError } from '../aws/storeError.js';

export type FirehoseTargetOptions = {
  /** Name of the delivery stream. */
  readonly deliveryStream: string;
  /** Default: one of its own. */
  readonly client?: FirehoseClient;
};

type FirehoseEntry = Entry & { readonly record: { readonly Data: Uint8Array } };

/**
 * Puts CloudEvents into a Firehose delivery stream, one line of JSON each: an archive in S3 that Athena and others read as it is. A
 * delivery may hold an event twice, and out of order: `id` and `streamversion` say which is which.
 *
 * Limits: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function firehoseTarget({ deliveryStream, client = new FirehoseClient({}) }: FirehoseTargetOptions): Target<FirehoseEntry> {
  return {
    name: `Delivery stream ${deliveryStream}`,
    limits: { entries: 500, requestBytes: 4_000_000, entryBytes: 1_024_000 },
    order: 'none',

    entry(event) {
      const Data = Buffer.from(`${structured(event)}\n`);
      return { event, record: { Data }, size: Data.length };
    },

    async send(entries) {
      const command = new PutRecordBatchCommand({ DeliveryStreamName: deliveryStream, Records: entries.map(({ record }) => record) });
      const { RequestResponses: answers = [] } = await client.send(command).catch((error: unknown) => {
        throw storeError(error, deliveryStream, 'Delivery stream');
      });
      // What Firehose says of a single record is that it is busy or broken.
      return answers.map(({ ErrorCode: code, ErrorMessage: message }) =>
        code === undefined ? undefined : { reason: `${code}: ${message ?? ''}`, fault: 'passes' },
      );
    },
  };
}
