import { messageEvents } from '../../intake/messageEvents.js';
import { isObject } from '../../intake/structuredEvent.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { QueueRecord, QueueResponse } from '../commands/commandBatch.js';
import type { Channel, IntakeContext } from './channel.js';
import { takeAll } from './takeAll.js';

/**
 * Events by a queue of SQS, with `ReportBatchItemFailures`: what is not recorded stays in the queue, comes again, and goes to the queue's
 * dead letters in the end.
 */
export const bySqs = (): Channel => (event, inlet) => (isQueueEvent(event) ? consume(event.Records, inlet) : undefined);

// One without records warms a function up.
const isQueueEvent = (event: unknown): event is { readonly Records: readonly QueueRecord[] } =>
  isObject(event) && Array.isArray(event.Records) && event.Records.every((record) => isObject(record) && record.eventSource === 'aws:sqs');

async function consume(records: readonly QueueRecord[], inlet: IntakeContext): Promise<QueueResponse> {
  const failures = await mapConcurrently(records, async ({ messageId, body, attributes }) => {
    try {
      await takeAll(inlet, messageEvents(body));
      return [];
    } catch (error) {
      const receives = Number(attributes.ApproximateReceiveCount ?? 1);
      inlet.log.error('a message could not be taken in, and stays in its queue', { messageId, receives, error });
      return [{ itemIdentifier: messageId }];
    }
  });
  return { batchItemFailures: failures.flat() };
}
