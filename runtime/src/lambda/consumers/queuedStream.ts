import type { Announcement } from '../../stream/announcement.js';
import type { Delivery } from '../../stream/deliver.js';
import type { Postpone, QueueEvent, QueueRecord, QueueResponse } from '../commands/commandBatch.js';
import { type DeliveryContext, feed } from './feed.js';

export type QueuedConsuming = DeliveryContext & { readonly postpone: Postpone };

/** Seconds until a commit that failed is delivered again: a failure that is not the event's fault is soon over. */
const pause = 5;

type Told = { readonly record: QueueRecord; readonly announcement: Announcement };

/** Whether an event is one of a queue that commits are announced through. */
export const isQueueEvent = (event: object): event is QueueEvent => {
  if (!('Records' in event) || !Array.isArray(event.Records)) return false;
  const [first]: unknown[] = event.Records;
  return typeof first === 'object' && first !== null && 'eventSource' in first && first.eventSource === 'aws:sqs';
};

/**
 * Hands commits that a queue announced to consumers, read from the table: those of a stream are delivered again from the first that did not
 * take effect, and no stream waits for another. What is no announcement can be no commit either: it is logged and let go, since the table has
 * them all.
 */
export async function consumeAnnounced({ Records: records }: QueueEvent, consuming: QueuedConsuming): Promise<QueueResponse> {
  const { runtime, log } = consuming;
  const groups = new Map<string, Told[]>();
  for (const record of records) {
    const announcement = readAnnouncement(record.body);
    if (announcement) groups.set(announcement.stream, [...(groups.get(announcement.stream) ?? []), { record, announcement }]);
    else
      log.error('a message of the queue of commits is none, and was let go', {
        messageId: record.messageId,
        body: record.body.slice(0, 500),
      });
  }
  const failed = new Set<string>();
  const read = await Promise.all(
    [...groups].map(async ([stream, told]): Promise<readonly Delivery[]> => {
      try {
        return await deliveriesOf(stream, told, runtime.store);
      } catch (error) {
        failed.add(stream);
        log.error('commits of a stream could not be read', { stream, error });
        return [];
      }
    }),
  );
  for (const { stream } of await feed(read.flat(), consuming)) failed.add(stream);
  const kept = [...failed].flatMap((stream) => (groups.get(stream) ?? []).map(({ record }) => record));
  await postponeAll(kept, consuming);
  return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function deliveriesOf(
  stream: string,
  told: readonly Told[],
  store: DeliveryContext['runtime']['store'],
): Promise<readonly Delivery[]> {
  const from = Math.min(...told.map(({ announcement }) => announcement.from));
  const to = Math.max(...told.map(({ announcement }) => announcement.to));
  const deliveries: Delivery[] = [];
  for await (const commit of store.read(stream, { from, to })) deliveries.push({ sequenceNumber: `${stream}@${commit.version}`, commit });
  return deliveries;
}

// Where it cannot be said, the queue's visibility timeout says it: later, and nothing is lost.
async function postponeAll(records: readonly QueueRecord[], { postpone, log }: QueuedConsuming): Promise<void> {
  if (records.length === 0) return;
  await postpone(records.map(({ receiptHandle }) => ({ receiptHandle, seconds: pause }))).catch((error: unknown) => {
    log.warn('commits that could not be taken come again after the visibility timeout of their queue', { messages: records.length, error });
  });
}

function readAnnouncement(body: string): Announcement | undefined {
  try {
    const told: unknown = JSON.parse(body);
    if (typeof told !== 'object' || told === null) return undefined;
    const members = new Map<string, unknown>(Object.entries(told));
    const [stream, from, to] = ['stream', 'from', 'to'].map((name) => members.get(name));
    if (typeof stream !== 'string' || !stream.includes('/') || !Number.isInteger(from) || !Number.isInteger(to)) return undefined;
    return { stream, from: Number(from), to: Number(to) };
  } catch {
    // No JSON: no announcement, as the caller is told.
    return undefined;
  }
}
