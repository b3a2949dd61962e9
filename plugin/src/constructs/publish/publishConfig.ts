import type { FromSchema } from 'json-schema-to-ts';
import { listed } from '../../pipeline/spelling.js';
import { given, mapValues } from '../../values.js';
import { type Place, placeFaults, placeOf } from './place.js';
import type { publishSchema } from './publishSchema.js';

/** The publishers as the user writes them. */
export type PublishBlock = FromSchema<typeof publishSchema>;

/** Where a publisher sends events. */
export type TargetConfig = AwsTargetConfig | KafkaTargetConfig;

export type AwsTargetConfig =
  | { readonly kind: 'eventBridge' | 'firehose'; readonly place: Place }
  | { readonly kind: 'sns' | 'sqs'; readonly place: Place; readonly maximumMessageSize?: number };

export type KafkaTargetConfig = { readonly kind: 'kafka'; readonly topic: string } & KafkaOptions & Producer;

type KafkaOptions = { readonly mode?: 'binary' | 'structured'; readonly maximumBytes?: number };

type Producer = { readonly brokers: readonly string[]; readonly ssl: boolean } | { readonly producer: string };

/** A publisher, with its short forms written out: events as they are, or what a handler's mapping makes of them. */
export type PublisherConfig = {
  readonly target: TargetConfig;
  /** Unset: `/<service>/<stage>`. */
  readonly source?: string;
  /** Events that were committed before are not sent. Unset: all are. */
  readonly since?: string;
  readonly isolated: boolean;
} & ({ readonly events: readonly string[] } | { readonly handler: string });

type Written = PublishBlock[string];

const awsKinds = ['eventBridge', 'sns', 'sqs', 'firehose'] as const;

const kinds = [...awsKinds, 'kafka'] as const;

/** Rules that one key of a publisher alone cannot break. */
export const publishFaults = (block: PublishBlock): string[] => Object.entries(block).flatMap(([name, written]) => faultsOf(name, written));

function faultsOf(name: string, written: Written): string[] {
  const path = `eventSourcing.publish.${name}`;
  const given = kinds.filter((kind) => written[kind] !== undefined);
  const faults: string[] = [];
  if (given.length === 0) faults.push(`${path} must have one target (${listed(kinds, 'or')}), none given. Name where it sends to.`);
  if (given.length > 1) {
    faults.push(
      `${path} must have one target, ${listed(given)} given. Make a publisher for each: each has its own retries and its own parked events.`,
    );
  }
  if ((written.events === undefined) === (written.handler === undefined)) {
    const what = written.events === undefined ? 'neither given' : 'both given';
    faults.push(`${path} must have either events (sent as they are) or handler (whose mapping says which and as what), ${what}.`);
  }
  if (written.maximumMessageSize !== undefined && written.sns === undefined && written.sqs === undefined) {
    faults.push(`${path}.maximumMessageSize is for sns and sqs alone, '${written.maximumMessageSize}' given. Leave it out.`);
  }
  for (const kind of awsKinds) faults.push(...placeFaults(`${path}.${kind}`, written[kind] ?? ''));
  if (written.since !== undefined && Number.isNaN(Date.parse(written.since))) {
    faults.push(`${path}.since must be a time, such as '2026-01-31T12:00:00Z', '${written.since}' given.`);
  }
  if (written.kafka) faults.push(...kafkaFaults(`${path}.kafka`, written.kafka));
  return faults;
}

function kafkaFaults(path: string, { brokers, producer, ssl }: NonNullable<Written['kafka']>): string[] {
  if ((brokers === undefined) === (producer === undefined)) {
    return [`${path} must have either brokers or producer (for SASL, or another client), ${brokers ? 'both' : 'neither'} given.`];
  }
  return producer !== undefined && ssl !== undefined ? [`${path}.ssl is for brokers: a producer has its own settings. Leave it out.`] : [];
}

/** Publishers that have no fault, with their defaults. */
export const publishersOf = (block: PublishBlock): Record<string, PublisherConfig> => mapValues(block, publisherOf);

function publisherOf(written: Written): PublisherConfig {
  const { events, handler, source, since, isolated = false } = written;
  const rest = { isolated, target: targetOf(written), ...given({ source: source?.replace(/\/$/, ''), since }) };
  return handler === undefined ? { ...rest, events: events ?? [] } : { ...rest, handler };
}

function targetOf({ eventBridge, sns, sqs, firehose, kafka, maximumMessageSize }: Written): TargetConfig {
  const size = given({ maximumMessageSize });
  if (eventBridge !== undefined) return { kind: 'eventBridge', place: placeOf(eventBridge) };
  if (firehose !== undefined) return { kind: 'firehose', place: placeOf(firehose) };
  if (sns !== undefined) return { kind: 'sns', place: placeOf(sns), ...size };
  if (sqs !== undefined) return { kind: 'sqs', place: placeOf(sqs), ...size };
  if (kafka === undefined) throw new TypeError('A publisher without a target: publishFaults comes first.');
  const { topic, brokers = [], ssl = false, producer, mode, maximumBytes } = kafka;
  const options = { topic, ...given({ mode, maximumBytes }) };
  return producer === undefined ? { kind: 'kafka', ...options, brokers, ssl } : { kind: 'kafka', ...options, producer };
}
