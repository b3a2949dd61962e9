import { EventSourcingError } from '../errors.js';
import type { Schemas } from '../schema.js';
import type { CommittedEvent, NewEvent } from './event.js';
import type { Upcasters } from './upcaster.js';

/** How events that were stored by other versions of an aggregate are read. */
export type SchemaEvolution = {
  readonly upcast?: Upcasters;
  /** Today's name of an event type, by an earlier one. */
  readonly renamed?: { readonly [earlier: string]: string };
  /** Default: `fail`. */
  readonly unknownEvents?: UnknownEvents;
};

/** How an aggregate's events are read: the newest schema of each type, and how earlier ones become it. */
export type EventSource = { readonly name: string; readonly events: Schemas } & SchemaEvolution;

/** Whether stored events of a type that the aggregate does not know are an error or skipped. */
export type UnknownEvents = 'fail' | 'skip';

/** An event's place. */
export type Place = { readonly stream: string; readonly version: number };

/**
 * A stored event as its aggregate declares it today; undefined for one to pass over. What needs no change is not copied.
 *
 * @throws EventUnknown for a type, or a newer schema of one, that is not known here
 * @throws UpcastFailed
 */
export function currentEvent(source: EventSource, event: CommittedEvent, stream: string, version: number): CommittedEvent | undefined {
  const type = currentType(source, event.type);
  if (!Object.hasOwn(source.events, type)) {
    if (source.unknownEvents === 'skip') return undefined;
    throw unknownType(source, event, { stream, version });
  }
  const { schema = 1 } = event;
  const newest = newestSchema(source, type);
  if (schema === newest) return type === event.type ? event : { ...event, type };
  if (!Number.isSafeInteger(schema) || schema < 1 || schema > newest) throw unknownSchema(source, event, { stream, version }, newest);
  return {
    type,
    data: member(source.upcast, type)?.upcast(event.data, schema, { source: source.name, event: type, stream, version }),
    schema: newest,
  };
}

/** What an event's type is called today, whether the aggregate knows it or not. */
export const currentType = ({ renamed }: EventSource, stored: string): string => member(renamed, stored) ?? stored;

/** New events as a commit holds them: with the number of their schema, unless it is the first. */
export function withSchemas(source: EventSource, events: readonly NewEvent[]): readonly CommittedEvent[] {
  if (!source.upcast) return events;
  return events.map(({ type, data }) => {
    const schema = newestSchema(source, type);
    return schema === 1 ? { type, data } : { type, data, schema };
  });
}

/** Number of the schema that `events` has of a type: one more than its upcasters. */
const newestSchema = ({ upcast }: EventSource, type: string): number => 1 + (member(upcast, type)?.steps.length ?? 0);

const unknownType = ({ name, events }: EventSource, { type, schema = 1 }: CommittedEvent, { stream, version }: Place) =>
  new EventSourcingError({
    code: 'EventUnknown',
    message: `Version ${version} of ${stream} is an event '${type}', which ${name} does not know here, only ${Object.keys(events).join(', ')}. Deploy what knows it; put it back into events; name what it is called today in renamed; or pass over such events with unknownEvents: 'skip'.`,
    details: { stream, version, event: type, schema },
  });

const unknownSchema = ({ name }: EventSource, { type, schema = 1 }: CommittedEvent, { stream, version }: Place, newest: number) =>
  new EventSourcingError({
    code: 'EventUnknown',
    message: `Version ${version} of ${stream} is an event '${type}' of schema ${schema}, of which ${name} knows ${newest === 1 ? 'schema 1 only' : `the schemas 1 to ${newest}`} here. Deploy what stored it, or put the upcaster to that schema back.`,
    details: { stream, version, event: type, schema },
  });

const member = <Value>(members: { readonly [name: string]: Value } | undefined, name: string): Value | undefined =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
