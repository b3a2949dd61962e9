import type { CommitCodec } from '../../adapters/dynamodb/events/commitCodec.js';
import type { CommitItem } from '../../adapters/dynamodb/events/commitItem.js';
import { parseStreamName } from '../../domain/stream.js';
import { announcementsOf, type Forward } from '../../stream/announcement.js';
import type { Delivery, Failure } from '../../stream/deliver.js';
import { type DeliveryContext, feed, logFailures } from './feed.js';

/** The parts of a DynamoDB stream record that are used here. */
type StreamRecord = {
  readonly eventName?: string;
  readonly eventID?: string;
  readonly dynamodb?: { readonly SequenceNumber?: string; readonly NewImage?: CommitItem; readonly Keys?: CommitItem };
};

export type StreamEvent = { readonly Records: readonly StreamRecord[] };

/** Lambda's partial batch response: the shard is delivered again from the lowest of these on. */
export type StreamResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/** What a batch is handled with. */
export type Consuming = DeliveryContext & {
  readonly decode: CommitCodec['decode'];
  /** Consumers that other functions run. */
  readonly forwards: readonly Forward[];
};

/**
 * Hands a batch of the events table's stream to consumers. What fails is logged and reported by its sequence number; a record
 * that cannot be named fails the whole batch. @throws Error for such a record
 */
export async function consumeStream({ Records: records }: StreamEvent, { decode, forwards, ...fed }: Consuming): Promise<StreamResponse> {
  const { log } = fed;
  // A stream with a commit that cannot be read now is delivered again from there on: no later commit may be applied first.
  const halted = new Set<string>();
  const deliveries: Delivery[] = [];
  const failed: string[] = [];
  for (const record of records) {
    const sequenceNumber = record.dynamodb?.SequenceNumber;
    if (sequenceNumber === undefined) throw new Error(`A stream record has no sequence number: ${JSON.stringify(record).slice(0, 500)}`);
    if (record.eventName !== 'INSERT') {
      // Commits are never changed, so this was not done by the product. It cannot be undone here, but it must be noticed.
      log.error('a commit was changed or removed', { alarm: 'CommitAltered', eventName: record.eventName, keys: record.dynamodb?.Keys });
      continue;
    }
    const image = record.dynamodb?.NewImage ?? {};
    const stream = image.stream?.S;
    if (stream !== undefined && halted.has(stream)) continue;
    try {
      deliveries.push({ sequenceNumber, commit: await decode(image) });
    } catch (error) {
      failed.push(sequenceNumber);
      if (stream !== undefined) halted.add(stream);
      log.error('a stream record could not be read', { stream, sequenceNumber, error });
    }
  }
  const [unforwarded, unfed] = await Promise.all([forwardAll(deliveries, forwards), feed(deliveries, fed)]);
  logFailures(unforwarded, log);
  for (const { sequenceNumber } of [...unforwarded, ...unfed]) failed.push(sequenceNumber);
  return { batchItemFailures: [...new Set(failed)].map((itemIdentifier) => ({ itemIdentifier })) };
}

/** A queue that is unavailable stops neither the consumers of this function nor the other queues. */
async function forwardAll(deliveries: readonly Delivery[], forwards: readonly Forward[]): Promise<readonly Failure[]> {
  const failures = forwards.map(async ({ consumer, aggregates, announce }): Promise<readonly Failure[]> => {
    const own = deliveries.filter(({ commit }) => aggregates.includes(parseStreamName(commit.stream).aggregate));
    if (own.length === 0) return [];
    try {
      await announce(announcementsOf(own));
      return [];
    } catch (error) {
      return own.map(({ sequenceNumber, commit: { stream } }) => ({ sequenceNumber, consumer, stream, error }));
    }
  });
  return (await Promise.all(failures)).flat();
}
