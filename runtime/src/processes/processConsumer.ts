import { type Commit, eventsOf } from '../domain/commit.js';
import { currentType, type EventSource } from '../domain/events/eventSource.js';
import { assertAggregateId, parseStreamName } from '../domain/stream.js';
import type { EventStore } from '../eventStore/eventStore.js';
import { reaction } from '../stream/bookmarkedConsumer.js';
import type { Bookmarks } from '../stream/bookmarks/bookmarks.js';
import type { Consumer } from '../stream/consumer.js';
import type { ProcessEvents } from './instance/instance.js';
import { type PerformContext, perform } from './instance/perform.js';
import { recordInput } from './instance/recordInput.js';
import type { AnyProcess } from './process.js';

export type ProcessConsumerOptions = PerformContext & {
  /** Where events are read, of the aggregates and the process's own. */
  readonly events: EventStore;
  readonly bookmarks: Bookmarks;
};

/** Name under which a process has its positions and parked streams. */
const processConsumerName = (process: string): string => `processes/${process}`;

/**
 * The consumer of a process. It follows the streams of the process's aggregates, whose events it records in streams of the process's own; and it
 * follows those, whose recorded reactions it performs. So a reaction that was recorded is performed even if the function ends in between.
 */
export function processConsumer({ events: store, bookmarks, ...performing }: ProcessConsumerOptions): Consumer {
  const { process, streams } = performing;
  const sources = new Map(process.from.map((source) => [source.name, source]));
  const takeOne = (commit: Commit, source: EventSource | undefined) =>
    source ? receive(performing, source, commit) : perform(performing, commit);

  return reaction({
    name: processConsumerName(process.name),
    follows: (aggregate) => aggregate === streams.name || sources.has(aggregate),
    wants: (commit) => {
      const source = sources.get(parseStreamName(commit.stream).aggregate);
      if (source && isOver(process, commit.at)) return false;
      return commit.events.some(({ type }) => (source ? isOfInterest(process, source, type) : acts.has(type)));
    },
    async consume(stream, commits) {
      const source = sources.get(parseStreamName(stream).aggregate);
      let done = 0;
      try {
        for (const commit of commits) {
          await takeOne(commit, source);
          done += 1;
        }
        return { done };
      } catch (error) {
        return { done, error };
      }
    },
    store,
    bookmarks,
  });
}

/** What of a process's own stream is to be done. */
const acts: ReadonlySet<string> = new Set<keyof ProcessEvents>(['CommandIssued', 'DeadlineSet', 'DeadlineCancelled']);

async function receive(performing: PerformContext, source: EventSource, commit: Commit): Promise<void> {
  const { process } = performing;
  // It may have come beside one that is of interest.
  if (isOver(process, commit.at)) return;
  for (const event of eventsOf(source, commit)) {
    const id = handles(process, event.type) ? process.key(event) : null;
    if (id === null) continue;
    assertAggregateId(process.name, id);
    await recordInput(performing, id, { kind: 'event', event });
  }
}

const isOver = ({ since }: AnyProcess, at: string): boolean => since !== undefined && Date.parse(at) < Date.parse(since);

const handles = ({ on, evolve }: AnyProcess, type: string): boolean => Object.hasOwn(on, type) || Object.hasOwn(evolve.on ?? {}, type);

/** Unknown types are wanted too: they may be events of a newer version of the aggregate, and reading them reports that. */
function isOfInterest(process: AnyProcess, source: EventSource, stored: string): boolean {
  const type = currentType(source, stored);
  return handles(process, type) || !Object.hasOwn(source.events, type);
}
