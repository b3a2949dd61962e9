import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';

export type RecordEventContext = {
  readonly store: Pick<EventStore, 'append'>;
  readonly warn: (message: string, facts: object) => void;
};

/**
 * Records an event, once: the version is taken where it came before, whenever that was. What comes with another content under the same source
 * and id is not recorded, and told.
 *
 * @throws StoreThrottled, StoreUnavailable, StoreRefused, CommitTooLarge
 */
export async function recordEvent({ store, warn }: RecordEventContext, commit: Commit): Promise<void> {
  const result = await store.append(commit);
  if (result.status === 'appended') return;
  const { by } = result;
  // Who has it is not known: it may be on its way only.
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
