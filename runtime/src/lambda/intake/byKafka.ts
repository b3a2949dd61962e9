import { isKafkaEvent, type KafkaEvent, type KafkaRecord, kafkaEvent, recordsOf } from '../../intake/kafkaRecord.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import { parkedError } from '../../stream/parked/parked.js';
import { isTransient } from '../../stream/transient.js';
import type { Channel, IntakeContext } from './channel.js';
import { takeAll } from './takeAll.js';

/** Where records go that can never be taken in: `deadLetters()`. */
export type SetAside = (letter: DeadLetter) => Promise<void>;

/** A record of Kafka, as Lambda hands one over, so that it can be taken in again; and why it was not. */
export type DeadLetter = KafkaEvent & { readonly error: { readonly name: string; readonly message: string } };

/**
 * Events from Kafka. Lambda delivers a batch again as a whole until it succeeds, and nothing else of its partition meanwhile. So a record that can
 * never be recorded is set aside with its error, and counts as done. While the store is unavailable nothing is set aside: the batch is retried.
 *
 * @throws what keeps the store, or the place for what is set aside, from taking a record
 */
export const byKafka =
  (setAside: SetAside): Channel =>
  (event, inlet) =>
    isKafkaEvent(event) ? consume(event, inlet, setAside) : undefined;

async function consume(event: KafkaEvent, inlet: IntakeContext, setAside: SetAside): Promise<void> {
  const failures = (await mapConcurrently(recordsOf(event), (record) => consumeRecord(record, inlet))).flat();
  const passing = failures.find(({ error }) => isTransient(error, 0));
  // Before anything is set aside: it would be again, with each delivery.
  if (passing) throw passing.error;
  for (const { record, error } of failures) {
    const { topic, partition, offset } = record;
    inlet.log.error('a record could not be taken in, and was set aside', { topic, partition, offset, error });
    await setAside({ eventSource: event.eventSource, records: { [`${topic}-${partition}`]: [record] }, error: parkedError(error) });
  }
}

async function consumeRecord(record: KafkaRecord, inlet: IntakeContext): Promise<readonly { record: KafkaRecord; error: unknown }[]> {
  try {
    await takeAll(inlet, [kafkaEvent(record)]);
    return [];
  } catch (error) {
    return [{ record, error }];
  }
}
