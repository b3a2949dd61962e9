import type { NewEventOf } from '../../domain/aggregates/aggregate.js';
import { type Folded, foldCommit } from '../../domain/aggregates/fold.js';
import type { Commit } from '../../domain/commit.js';
import { eventAddress, streamName } from '../../domain/stream.js';
import { hashParts } from '../../identity/hash.js';
import { checkReactions } from '../checkReactions.js';
import type { AnyProcess, ProcessContext, Section } from '../process.js';
import type { Reaction, SetDeadline } from '../reactions.js';
import { arrivalOf } from './arrival.js';
import type { Input } from './inputs.js';
import { type Instance, type InstanceStreams, instanceOf, type Pending, type ProcessEvents } from './instance.js';

/** A process, and how its streams fold. */
export type Definition = { readonly process: AnyProcess; readonly streams: InstanceStreams };

/** An instance as it was read. */
export type Situation = { readonly id: string; readonly folded: Folded };

/** The reactions of a handler to an input, and the commit that records both. */
export type Reacted = { readonly commit: Commit; readonly reactions: readonly Reaction[] };

/**
 * Returns the commit that records an input together with its reactions; undefined for a duplicate, or when its command or deadline is no longer
 * pending. Pure: the same state and input give the same commit.
 *
 * @throws ProcessInvalid for a reaction that cannot take place, and what the user's handlers and folds throw
 */
export function react({ process, streams }: Definition, { id, folded }: Situation, input: Input, now: string): Reacted | undefined {
  const at = folded.at !== undefined && folded.at > now ? folded.at : now;
  const arrival = arrivalOf(process, instanceOf(folded), input, at);
  if (!arrival) return undefined;
  const stream = streamName(streams.name, id);
  const addressOf = (version: number) => eventAddress({ aggregate: streams.name, aggregateId: id, version });
  const { cause, correlationId } = arrival;
  const commandId = hashParts(stream, ...arrival.key);
  const causationId = typeof cause === 'string' ? cause : addressOf(cause);
  const commitOf = (version: number, events: readonly NewEventOf<ProcessEvents>[]): Commit => ({
    ...{ stream, version, last: version + events.length - 1, command: arrival.record.type, events, closes: false, at },
    ...{ commandId, fingerprint: commandId, correlationId, causationId, metadata: {} },
  });

  const events: NewEventOf<ProcessEvents>[] = [];
  let next = folded;
  const add = (event: NewEventOf<ProcessEvents>): void => {
    events.push(event);
    next = foldCommit(streams, next, commitOf(next.version + 1, [event]));
  };
  add(arrival.record);
  // Command ids derive from the event that caused them, so that they stay the same if a change of `key` gives the process another id.
  const trigger = arrival.section === 'on' ? causationId : addressOf(folded.version + 1);
  const reactions = reactionsTo(process, arrival.section, arrival.name, arrival.what, { id, state: instanceOf(next).state });
  for (const [index, reaction] of reactions.entries()) {
    for (const event of eventsOf(reaction, instanceOf(next), `${trigger}/${index}`, arrival.since)) add(event);
  }
  return { commit: commitOf(folded.version + 1, events), reactions };
}

function reactionsTo(process: AnyProcess, section: Section, name: string, what: unknown, context: ProcessContext): readonly Reaction[] {
  const handlers = process[section];
  const handler = handlers && Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  return handler ? checkReactions(process, `${section}['${name}']`, handler(what, context)) : [];
}

/** A reaction as it is recorded. */
function eventsOf(reaction: Reaction, { deadlines }: Instance, key: string, since: string): NewEventOf<ProcessEvents>[] {
  if (reaction.kind === 'command') {
    const { aggregate, id, command, data } = reaction;
    return [{ type: 'CommandIssued', data: { aggregate, id, command, data, key } }];
  }
  const { deadline } = reaction;
  const pending = Object.hasOwn(deadlines, deadline) ? deadlines[deadline] : undefined;
  const cancelled = pending ? [{ type: 'DeadlineCancelled', data: pendingOf(pending) } as const] : [];
  if (reaction.kind === 'cancelDeadline') return cancelled;
  return [...cancelled, { type: 'DeadlineSet', data: { deadline, at: timeOf(reaction, since) } }];
}

const pendingOf = ({ deadline, set, at }: Pending) => ({ deadline, set, at });

const seconds = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;

/** When a deadline is. ISO 8601 in UTC, in whole milliseconds. */
function timeOf({ after }: SetDeadline, since: string): string {
  if ('at' in after) return new Date(after.at).toISOString();
  const { days = 0, hours = 0, minutes = 0, seconds: rest = 0 } = after;
  const delay = days * seconds.days + hours * seconds.hours + minutes * seconds.minutes + rest;
  return new Date(Date.parse(since) + Math.round(delay * 1000)).toISOString();
}
