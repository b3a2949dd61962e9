import { type CloudEvent, structured, structuredType } from '../../publishers/cloudEvent.js';

/** A record for Kafka. */
export type KafkaMessage = { readonly key: string; readonly value: string | null; readonly headers: Readonly<Record<string, string>> };

/** Where a CloudEvent's attributes go: headers of their own (`binary`), or with its data into one JSON value (`structured`). */
export type KafkaMode = 'binary' | 'structured';

/** A CloudEvent as a record. Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md */
export function kafkaMessage(event: CloudEvent, mode: KafkaMode): KafkaMessage {
  const key = event.partitionkey;
  if (mode === 'structured') return { key, value: structured(event), headers: { 'content-type': structuredType } };
  const { data, datacontenttype, ...attributes } = event;
  const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)]);
  return {
    key,
    value: data === undefined ? null : JSON.stringify(data),
    headers: { 'content-type': datacontenttype, ...Object.fromEntries(headers) },
  };
}

/** What a record adds to its key, value and headers, generously: lengths, a timestamp, its share of the batch's own header. */
const overhead = 100;

/** Bytes of a record in a batch, at most. */
export const sizeOf = ({ key, value, headers }: KafkaMessage): number =>
  Object.entries(headers).reduce(
    (size, [name, text]) => size + Buffer.byteLength(name + text) + 4,
    overhead + Buffer.byteLength(key) + Buffer.byteLength(value ?? ''),
  );
