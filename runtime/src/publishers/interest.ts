import type { Commit } from '../domain/commit.js';
import { currentType } from '../domain/events/eventSource.js';
import { parseStreamName } from '../domain/stream.js';
import type { Publisher } from './publisher.js';

/**
 * Whether a commit may hold something to publish. What is not known counts, too: it may be an event of a newer version of the aggregate, and
 * reading it says so.
 */
export function interest({ from, events }: Publisher): (commit: Commit) => boolean {
  const sources = new Map(from.map((source) => [source.name, source]));
  const published = new Set(events);
  return ({ stream, events: committed }) => {
    const source = sources.get(parseStreamName(stream).aggregate);
    if (!source) return false;
    return committed.some((event) => {
      const type = currentType(source, event.type);
      return published.has(`${source.name}.${type}`) || !Object.hasOwn(source.events, type);
    });
  };
}
