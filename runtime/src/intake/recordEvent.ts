import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';

export type RecordEventContext = {
  readonly store: Pick<EventStore, 'append'>;
  readonly warn: (message: string, facts: object) => void;
};

/**
 * Records an event, once: if it came before, its version is taken. An event with the same source and id and another content is not recorded, and
 * a warning is logged.
 *
 * @throws StoreThrottled, StoreUnavailable, StoreRefused, CommitTooLarge
 */
export async function recordEvent({ store, warn }: RecordEventContext, commit: Commit): Promise<void> {
  const result = await store.append(commit);
  if (result.status === 'appended') return;
  const { by } = result;
  // The commit that has the version is not known: it may still be being written.
  if (!by) throw notKnown(commit.stream);
  if (by.fingerprint === commit.fingerprint) return;
  const { stream, metadata } = commit;
  warn('an event came again with another content: the first is kept', {
    stream,
    cloudEvent: metadata.cloudEvent,
    recorded: by.metadata.cloudEvent,
    at: by.at,
  });
}

const notKnown = (stream: string) =>
  new EventSourcingError({
    code: 'StoreUnavailable',
    message: `It is not known whether ${stream} was recorded: somebody else is writing it. Send the event again.`,
    details: { store: 'events' },
  });
