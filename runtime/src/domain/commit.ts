import type { Reason } from './aggregates/rejection.js';
import type { CommittedEvent, Metadata, StoredEvent } from './events/event.js';
import { currentEvent, type EventSource } from './events/eventSource.js';
import { parseStreamName } from './stream.js';

/** The events of one command on one stream, stored as one item: all or nothing. */
export type Commit = {
  /** `Item/42` */
  readonly stream: string;
  /** Version of the first event. */
  readonly version: number;
  /** Version of the last event. */
  readonly last: number;
  readonly command: string;
  readonly events: readonly CommittedEvent[];
  /** The stream takes no command after this. */
  readonly closes: boolean;
  /** ISO 8601 in UTC, never before the previous commit's. */
  readonly at: string;
  /** Identity of the command, scoped to its caller and target. */
  readonly commandId: string;
  /** Hash of the command's name and payload: tells a retry from another command under the same id. Missing if no caller knows the id. */
  readonly fingerprint?: string;
  /** How the command ended, if it was rejected and the events record that; if missing, it was accepted. A retry ends in the same way. */
  readonly outcome?: Reason;
  readonly correlationId: string;
  readonly causationId: string;
  readonly metadata: Metadata;
};

/**
 * The commit's events as their aggregate declares them today, each with its version and the commit's own facts. The only way from what is
 * stored to what folds, receivers and readers see. Versions stay as they are where an event is passed over.
 *
 * @throws EventUnknown, UpcastFailed
 */
export function eventsOf(source: EventSource, commit: Commit): readonly StoredEvent[] {
  const { stream, at, commandId, correlationId, causationId, metadata } = commit;
  const { aggregate, aggregateId } = parseStreamName(stream);
  const events: StoredEvent[] = [];
  let version = commit.version;
  for (const committed of commit.events) {
    const event = currentEvent(source, committed, stream, version);
    if (event) {
      const { type, data } = event;
      events.push({ type, data, aggregate, aggregateId, version, at, commandId, correlationId, causationId, metadata });
    }
    version += 1;
  }
  return events;
}
