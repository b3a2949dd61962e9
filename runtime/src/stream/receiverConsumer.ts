import { eventsOf } from '../domain/commit.js';
import type { EventSource } from '../domain/events/eventSource.js';
import { parseStreamName } from '../domain/stream.js';
import type { Signals } from '../signals/signals.js';
import type { Consume } from './bookmarkedConsumer.js';

/**
 * Emits `eventPostSave` for each commit of the aggregates. A throw stops the stream there, and the commit comes again.
 * A commit none of whose events the aggregate wants to know is passed over.
 */
export function receiverConsumer(signals: Signals, aggregates: readonly EventSource[]): Consume {
  const sources = new Map(aggregates.map((source) => [source.name, source]));
  return async (stream, commits) => {
    const { aggregate, aggregateId } = parseStreamName(stream);
    const source = sources.get(aggregate);
    if (!source) return { done: commits.length };
    let done = 0;
    try {
      for (const commit of commits) {
        const events = eventsOf(source, commit);
        if (events.length > 0) await signals.emit('eventPostSave', { aggregate, aggregateId, command: commit.command, events });
        done += 1;
      }
      return { done };
    } catch (error) {
      return { done, error };
    }
  };
}
