import { defined } from '../domain/defined.js';
import type { StoredEvent } from '../domain/events/event.js';
import { eventAddress, streamName } from '../domain/stream.js';
import type { PublicEvent } from './publisher.js';

/**
 * An event as other systems get it: CloudEvents 1.0, with the extensions for correlation.
 *
 * Sources: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md, its extensions `correlation` and `partitioning`.
 */
export type CloudEvent = {
  readonly specversion: '1.0';
  /** The event's address, `Item/42@7`: the same each time it is sent, so that a receiver can drop duplicates. */
  readonly id: string;
  /** Whose event it is: `/<service>/<stage>/Item`. With `id` it is unique. */
  readonly source: string;
  readonly type: string;
  /** The aggregate's id. */
  readonly subject: string;
  /** When it was committed, ISO 8601 in UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema?: string;
  /** The stream. Of one stream, events are ordered by `streamversion`. */
  readonly partitionkey: string;
  /** The event's version in its stream. Versions of events that are not published are left out. */
  readonly streamversion: number;
  readonly correlationid: string;
  readonly causationid: string;
  readonly data?: unknown;
};

/** A public event as a CloudEvent. `source` is what its source begins with: `/<service>/<stage>`. */
export function cloudEvent(event: StoredEvent, { type, data, dataschema }: PublicEvent, source: string): CloudEvent {
  const { aggregate, aggregateId, version, at, correlationId, causationId } = event;
  return {
    specversion: '1.0',
    id: eventAddress({ aggregate, aggregateId, version }),
    source: `${source}/${aggregate}`,
    type,
    subject: aggregateId,
    time: at,
    datacontenttype: 'application/json',
    ...defined({ dataschema }),
    partitionkey: streamName(aggregate, aggregateId),
    streamversion: version,
    correlationid: correlationId,
    causationid: causationId,
    ...defined({ data }),
  };
}

/** Media type of a CloudEvent in structured mode. */
export const structuredType = 'application/cloudevents+json';

// The two that JSON leaves as they are and SQS and SNS refuse: https://www.w3.org/TR/REC-xml/#charsets
const notInXml = /[\uFFFE\uFFFF]/g;

/** A CloudEvent as text, in structured mode: the spec's JSON format, in characters that every target takes. */
export const structured = (event: CloudEvent): string =>
  JSON.stringify(event).replaceAll(notInXml, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
