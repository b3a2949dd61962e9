import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import { eventAddress, parseEventAddress } from '../domain/stream.js';
import type { EventStore } from '../eventStore/eventStore.js';
import { streamEvents } from '../eventStore/streamEvents.js';

/**
 * The causes of an event, nearest first, back to the first: each command's `causationId` is the address of the event that it was sent for
 * (`Order/7@3`). Ends at a command that was sent for no event, or for an event of an aggregate that is not among `sources`.
 *
 * @example
 * for await (const cause of causes(store, [Order, Payment], event)) console.log(cause.type);
 */
export async function* causes(
  store: EventStore,
  sources: readonly EventSource[],
  event: StoredEvent,
): AsyncGenerator<StoredEvent, void, undefined> {
  // A causation id that a client made up could lead in a circle.
  const seen = new Set([eventAddress(event)]);
  for (let at = parseEventAddress(event.causationId); at && !seen.has(eventAddress(at)); ) {
    const { aggregate, aggregateId, version } = at;
    seen.add(eventAddress(at));
    at = undefined;
    const source = sources.find(({ name }) => name === aggregate);
    if (!source) return;
    for await (const cause of streamEvents(store, source, aggregateId, { after: version - 1, limit: 1 })) {
      yield cause;
      at = parseEventAddress(cause.causationId);
    }
  }
}
