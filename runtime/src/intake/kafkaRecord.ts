import { cloudEventAttributes, type ReceivedEvent } from './cloudEventAttributes.js';
import { contentOf, malformed, parseJson } from './content.js';
import { isObject, structuredEvent } from './structuredEvent.js';

/** What of a record of Kafka is used here, as Lambda hands it over: keys and values in base64, a header's value as its bytes. */
export type KafkaRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value?: string | null;
  readonly headers?: readonly { readonly [name: string]: readonly number[] }[];
};

/** A batch of records, of MSK (`aws:kafka`) or another cluster (`SelfManagedKafka`), by topic and partition. */
export type KafkaEvent = { readonly eventSource: string; readonly records: { readonly [partition: string]: readonly KafkaRecord[] } };

export const isKafkaEvent = (value: unknown): value is KafkaEvent =>
  isObject(value) && (value.eventSource === 'aws:kafka' || value.eventSource === 'SelfManagedKafka') && isObject(value.records);

export const recordsOf = ({ records }: KafkaEvent): readonly KafkaRecord[] => Object.values(records).flat();

/**
 * A record as a CloudEvent, in binary mode where its headers say so, else in structured mode.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 *
 * @throws MalformedRequest, ValidationFailed
 */
export function kafkaEvent({ value, headers = [] }: KafkaRecord): ReceivedEvent {
  const bytes = Buffer.from(value ?? '', 'base64');
  const named = headers.flatMap((header) =>
    Object.entries(header).map(([name, content]) => [name.toLowerCase(), Buffer.from(content).toString()] as const),
  );
  if (!named.some(([name]) => name === 'ce_specversion')) {
    if (bytes.length === 0) throw malformed('record', 'is no CloudEvent: it has no value, and no ce_ headers');
    return structuredEvent(parseJson(bytes, 'record'));
  }
  const datacontenttype = named.find(([name]) => name === 'content-type')?.[1];
  const own = named.flatMap(([name, content]) => (name.startsWith('ce_') ? [[name.slice('ce_'.length), content] as const] : []));
  const attributes = cloudEventAttributes({ ...Object.fromEntries(own), datacontenttype });
  return { attributes, data: contentOf(bytes, datacontenttype) };
}
