import type { Commit } from '../domain/commit.js';
import { eventsOf } from '../domain/commit.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import { streamName } from '../domain/stream.js';
import type { EventStore } from './eventStore.js';

export type EventsOptions = {
  /** Only events after this version. Default: 0. */
  readonly after?: number;
  /** Only events before this version. */
  readonly before?: number;
  /** Newest first. */
  readonly backwards?: boolean;
  /** At most this many events; the store reads no further. */
  readonly limit?: number;
};

/**
 * The events of an aggregate, one by one, as they are declared today: a stream of any length passes through without being held in memory.
 * `after` and `before` may lie in the middle of a commit. `store.read` gives commits, as they are stored.
 *
 * @throws EventUnknown, UpcastFailed, and what the store throws
 */
export async function* streamEvents(
  store: EventStore,
  source: EventSource,
  aggregateId: string,
  options: EventsOptions = {},
): AsyncGenerator<StoredEvent, void, undefined> {
  const { after = 0, before = Number.POSITIVE_INFINITY, backwards = false, limit = Number.POSITIVE_INFINITY } = options;
  const stream = streamName(source.name, aggregateId);
  let left = limit;
  let bounds = { after, before };
  // A second round only where events were passed over: a commit has one at least, so as many commits as events are enough.
  while (left > 0 && bounds.after + 1 < bounds.before) {
    const asked = left;
    let commits = 0;
    for await (const commit of backwards ? commitsBefore(store, stream, bounds, asked) : commitsAfter(store, stream, bounds, asked)) {
      commits += 1;
      const { after, before } = bounds;
      const events = eventsOf(source, commit).filter(({ version }) => version > after && version < before);
      for (const event of backwards ? [...events].reverse() : events) {
        yield event;
        left -= 1;
        if (left === 0) return;
      }
      bounds = backwards ? { after, before: commit.version } : { after: commit.last, before };
    }
    if (commits < asked) return;
  }
}

type Bounds = { readonly after: number; readonly before: number };

const most = (limit: number) => (Number.isFinite(limit) ? { limit } : {});
const until = (before: number) => (Number.isFinite(before) ? { to: before - 1 } : {});

async function* commitsAfter(store: EventStore, stream: string, { after, before }: Bounds, limit: number): AsyncIterable<Commit> {
  let first = true;
  for await (const commit of store.read(stream, { from: after + 1, ...until(before), ...most(limit) })) {
    if (first && commit.version > after + 1) yield* commitAt(store, stream, after);
    first = false;
    yield commit;
  }
  if (!first || after === 0) return;
  // No commit starts after it: it may be in the middle of the last one.
  for await (const commit of commitAt(store, stream, after)) if (commit.last > after) yield commit;
}

async function* commitsBefore(store: EventStore, stream: string, { after, before }: Bounds, limit: number): AsyncIterable<Commit> {
  for await (const commit of store.read(stream, { ...until(before), backwards: true, ...most(limit) })) {
    if (commit.last <= after) return;
    yield commit;
  }
}

// Commits are found by their first version: the one that holds `version` is the last that starts at or before it.
const commitAt = (store: EventStore, stream: string, version: number) => store.read(stream, { to: version, backwards: true, limit: 1 });
