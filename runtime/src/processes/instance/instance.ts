import type { Evolve, StoredEventOf } from '../../domain/aggregates/aggregate.js';
import { defineAggregate } from '../../domain/aggregates/defineAggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import { type Commit, eventsOf } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import type { StoredEvent } from '../../domain/events/event.js';
import { currentEvent } from '../../domain/events/eventSource.js';
import { type Data, object } from '../../domain/schema.js';
import { eventAddress, streamName } from '../../domain/stream.js';
import { type AnyProcess, type Section, streamsOf } from '../process.js';
import { processInvalid } from '../processInvalid.js';

const text = { type: 'string' } as const;
const version = { type: 'integer', minimum: 1 } as const;
const anything = {} as const;

/** The events of a process's own stream: what it received, how it reacted, and the outcomes of that. */
export const processEvents = {
  /** An event of an aggregate, as it was read. */
  EventReceived: object(
    {
      ...{ aggregate: text, aggregateId: text, version, type: text, schema: version, data: anything, at: text },
      ...{ commandId: text, correlationId: text, causationId: text, metadata: { type: 'object', properties: { actor: text } } as const },
    },
    { optional: ['schema', 'data'] },
  ),
  /** A command to send, under this key as its command id. */
  CommandIssued: object({ aggregate: text, id: text, command: text, data: anything, key: text }, { optional: ['data'] }),
  /** `issued`: version of the `CommandIssued` that this is the outcome of. `version`: the target's after it. */
  CommandAccepted: object({ issued: version, aggregate: text, id: text, command: text, version: { type: 'integer' } }),
  CommandRejected: object(
    { issued: version, aggregate: text, id: text, command: text, code: text, message: text, details: anything },
    { optional: ['details'] },
  ),
  DeadlineSet: object({ deadline: text, at: text }),
  /** `set`: version of the `DeadlineSet` that it ends. */
  DeadlineCancelled: object({ deadline: text, set: version, at: text }),
  DeadlinePassed: object({ deadline: text, set: version, at: text }),
} as const;

export type ProcessEvents = typeof processEvents;

/** A command whose outcome is not recorded yet. */
export type Issued = Data<ProcessEvents['CommandIssued']> & { readonly version: number; readonly correlationId: string };

/** A deadline that is pending. */
export type Pending = { readonly deadline: string; readonly set: number; readonly at: string; readonly correlationId: string };

/** The state of one process: the user's, and what is still open. */
export type Instance = {
  /** The user's state. */
  readonly state: unknown;
  /** Addresses of the events that it received. */
  readonly received: Readonly<Record<string, true>>;
  /** By the version of their `CommandIssued`. */
  readonly open: Readonly<Record<string, Issued>>;
  /** By name. */
  readonly deadlines: Readonly<Record<string, Pending>>;
};

/** The streams of a process, as those of an aggregate: with a fold, and no commands. */
export type InstanceStreams = ReturnType<typeof instanceStreams>;

/** How the streams of a process fold to instances. */
export const instanceStreams = (process: AnyProcess) =>
  defineAggregate({
    name: streamsOf(process.name),
    initialState: (): Instance => ({ state: process.initialState(), received: {}, open: {}, deadlines: {} }),
    events: processEvents,
    evolve: evolveOf(process),
    commands: {},
  });

/** What was folded of a process's stream, with the type that its own fold gave it. */
export const instanceOf = ({ state }: Folded): Instance => state as Instance;

/** The events of a process's own commit, with the types that its schemas say. */
export const ownEvents = (streams: InstanceStreams, commit: Commit) => eventsOf(streams, commit) as readonly StoredEventOf<ProcessEvents>[];

function evolveOf(process: AnyProcess): Evolve<Instance, ProcessEvents> {
  const fold = (section: Section, name: string, instance: Instance, what: unknown): unknown => {
    const folds = process.evolve[section];
    const evolve = folds && Object.hasOwn(folds, name) ? folds[name] : undefined;
    return evolve ? evolve(instance.state, what) : instance.state;
  };

  return {
    EventReceived(instance, event) {
      const received = receivedOf(process, event);
      return {
        ...instance,
        state: fold('on', received.type, instance, received),
        received: { ...instance.received, [eventAddress(received)]: true },
      };
    },
    CommandIssued(instance, { data, version, correlationId }) {
      return { ...instance, open: { ...instance.open, [version]: { ...data, version, correlationId } } };
    },
    CommandAccepted: (instance, { data, at }) => settled(instance, 'accepted', data, { version: data.version, at }),
    CommandRejected(instance, { data: { code, message, details, ...sent }, at }) {
      return settled(instance, 'rejected', sent, { code, message, ...defined({ details }), at });
    },
    DeadlineSet: (instance, { data: { deadline, at }, version, correlationId }) => ({
      ...instance,
      deadlines: { ...instance.deadlines, [deadline]: { deadline, set: version, at, correlationId } },
    }),
    DeadlineCancelled: (instance, { data }) => ({ ...instance, deadlines: without(instance.deadlines, data.deadline) }),
    DeadlinePassed: (instance, { data: { deadline, at } }) => ({
      ...instance,
      state: fold('passed', deadline, instance, { deadline, at }),
      deadlines: without(instance.deadlines, deadline),
    }),
  };

  function settled(
    instance: Instance,
    section: 'accepted' | 'rejected',
    { issued, aggregate, command }: { readonly issued: number; readonly aggregate: string; readonly command: string },
    outcome: object,
  ): Instance {
    const sent = instance.open[issued];
    const told = { id: sent?.id, data: sent?.data, ...outcome };
    return { ...instance, state: fold(section, `${aggregate}.${command}`, instance, told), open: without(instance.open, String(issued)) };
  }
}

/** An event that a process received, as its aggregate declares it today. @throws EventUnknown, UpcastFailed, ProcessInvalid */
function receivedOf(
  { name, from }: AnyProcess,
  { data: { schema, type, data, aggregate, ...facts } }: { readonly data: Data<ProcessEvents['EventReceived']> },
): StoredEvent {
  const source = from.find((each) => each.name === aggregate);
  if (!source) throw notFed(name, aggregate);
  const { aggregateId, version } = facts;
  const committed = { type, data, ...defined({ schema }) };
  const current = currentEvent(source, committed, streamName(aggregate, aggregateId), version) ?? committed;
  return { ...facts, aggregate, type: current.type, data: current.data };
}

const without = <Value>(record: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> => {
  const { [name]: _, ...rest } = record;
  return rest;
};

const notFed = (process: string, aggregate: string) =>
  processInvalid(
    process,
    `it received an event of ${aggregate} earlier, which is not in its from any more. Put it back, or give the process another name.`,
  );
