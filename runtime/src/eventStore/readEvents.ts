import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import type { EventStore } from './eventStore.js';
import { streamEvents } from './streamEvents.js';

export type EventPage = { readonly events: readonly StoredEvent[]; readonly more: boolean };

/** A page of an aggregate's events: up to `limit` after a version, and whether there are more. @throws as `streamEvents` does */
export async function readEvents(
  store: EventStore,
  source: EventSource,
  aggregateId: string,
  after: number,
  limit: number,
): Promise<EventPage> {
  const events: StoredEvent[] = [];
  for await (const event of streamEvents(store, source, aggregateId, { after, limit: limit + 1 })) events.push(event);
  return { events: events.slice(0, limit), more: events.length > limit };
}
