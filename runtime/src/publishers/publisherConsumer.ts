import { type Commit, eventsOf } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import { eventAddress, parseStreamName } from '../domain/stream.js';
import type { Consume } from '../stream/bookmarkedConsumer.js';
import type { Resend, ResendChoice } from '../stream/consumer.js';
import { cloudEvent } from './cloudEvent.js';
import { createSender, type SenderOptions } from './createSender.js';
import type { Publisher } from './publisher.js';
import type { Outcome } from './streamQueue.js';
import type { Entry, Target } from './target.js';

export type PublisherConsumerOptions<Sent extends Entry> = SenderOptions & {
  readonly publisher: Publisher;
  readonly target: Target<Sent>;
  /** What the source of its CloudEvents begins with: `/<service>/<stage>`. The aggregate's name follows. */
  readonly source: string;
};

/**
 * Sends the events of commits as CloudEvents: each at least once, and those of a stream in their order where the target keeps one. A commit
 * is done once all of its events were taken.
 *
 * Fails with what `eventsOf` throws; PublicEventInvalid, EventTooLarge and EventRefused, where the event or its mapping is at fault; and
 * StoreThrottled, StoreUnavailable and StoreRefused, where the target is.
 */
export function publisherConsumer<Sent extends Entry>(options: PublisherConsumerOptions<Sent>): Consume {
  const publish = createPublishing(options);
  return async (stream, commits) => {
    const { events: _, ...progress } = await publish(stream, commits, everything);
    return progress;
  };
}

export const everything: ResendChoice = { select: () => true, dryRun: false };

/** As `publisherConsumer`, of events that are chosen; says how many were sent. */
export function createPublishing<Sent extends Entry>(options: PublisherConsumerOptions<Sent>): Resend {
  const { publisher, target } = options;
  const sources = new Map(publisher.from.map((source) => [source.name, source]));
  const send = createSender(target, options);

  return async (stream, commits, { select, dryRun }) => {
    const source = sources.get(parseStreamName(stream).aggregate);
    if (!source) return { done: commits.length, events: 0 };
    const { entries, ends, fault } = prepare(commits, source, select, options);
    const { sent: events, error }: Outcome = dryRun ? { sent: entries.length } : await send(entries);
    if (events === entries.length) return { done: ends.length, events, ...fault };
    return { done: ends.findIndex((end) => end > events), events, error };
  };
}

/** Entries of commits up to the first that cannot be sent, how many there are at the end of each commit, and why the next cannot. */
function prepare<Sent extends Entry>(
  commits: readonly Commit[],
  source: EventSource,
  select: ResendChoice['select'],
  options: PublisherConsumerOptions<Sent>,
) {
  const entries: Sent[] = [];
  const ends: number[] = [];
  for (const commit of commits) {
    try {
      entries.push(
        ...eventsOf(source, commit)
          .filter(select)
          .flatMap((event) => entryOf(event, options) ?? []),
      );
    } catch (error) {
      return { entries, ends, fault: { error } };
    }
    ends.push(entries.length);
  }
  return { entries, ends, fault: undefined };
}

function entryOf<Sent extends Entry>(event: StoredEvent, options: PublisherConsumerOptions<Sent>): Sent | undefined {
  const { publisher, target, source } = options;
  const entry = makeEntry();
  if (entry && entry.size > target.limits.entryBytes) throw tooLarge(publisher.name, target, entry);
  return entry;

  function makeEntry(): Sent | undefined {
    try {
      const told = publisher.publicEvent(event);
      if (told === undefined) return undefined;
      if (typeof told !== 'object' || typeof told.type !== 'string' || told.type === '') throw new TypeError('it gave no type');
      return target.entry(cloudEvent(event, told, source));
    } catch (cause) {
      throw unmapped(publisher.name, event, cause);
    }
  }
}

const unmapped = (publisher: string, event: StoredEvent, cause: unknown) => {
  const address = eventAddress(event);
  const problem = cause instanceof Error ? cause.message : String(cause);
  return new EventSourcingError({
    code: 'PublicEventInvalid',
    message: `${publisher} could not make a public event of ${event.type} (${address}): ${problem}. Fix its mapping.`,
    details: { publisher, event: address },
    cause,
  });
};

const tooLarge = (publisher: string, { name, limits: { entryBytes: limit } }: Target, { event: { type, id }, size }: Entry) =>
  new EventSourcingError({
    code: 'EventTooLarge',
    message: `${type} (${id}) has ${size} bytes, and ${name} takes ${limit} at most. Map it to a smaller public event in ${publisher}.`,
    details: { publisher, event: id, size, limit },
  });
