import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { EventSourcingError } from '../../domain/errors.js';
import { hashParts } from '../../identity/hash.js';
import type { Announce, Announcement } from '../../stream/announcement.js';
import { storeError } from '../aws/storeError.js';
import { maxEntries } from './limits.js';
import { type QueueOptions, queueClient } from './queueClient.js';

/**
 * Announces commits through an SQS FIFO queue, a stream being a group. A group's name may have 128 characters, and streams have more: it is a
 * hash.
 */
export function announceThrough(options: QueueOptions): Announce {
  const { client, queueUrl } = queueClient(options);

  return async (announcements) => {
    for (let from = 0; from < announcements.length; from += maxEntries) {
      const Entries = announcements.slice(from, from + maxEntries).map(entryOf);
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })).catch((error: unknown) => {
        throw storeError(error, queueUrl, 'Queue');
      });
      const [failed] = Failed;
      if (failed) throw refused(queueUrl, Failed.length, failed);
    }
  };
}

const entryOf = ({ stream, from, to }: Announcement, index: number) => ({
  Id: String(index),
  MessageBody: JSON.stringify({ stream, from, to }),
  MessageGroupId: hashParts(stream),
  MessageDeduplicationId: hashParts(stream, String(from), String(to)),
});

type Failed = { readonly Code?: string | undefined; readonly Message?: string | undefined; readonly SenderFault?: boolean | undefined };

const refused = (queue: string, count: number, { Code, Message, SenderFault }: Failed) =>
  new EventSourcingError({
    code: SenderFault ? 'StoreRefused' : 'StoreThrottled',
    message: `Queue ${queue} did not take ${count} announcements of commits: ${Code}: ${Message ?? ''}`,
    details: { store: queue },
  });
