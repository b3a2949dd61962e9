import type { NewEventOf } from '../../domain/aggregates/aggregate.js';
import { defined } from '../../domain/defined.js';
import type { StoredEvent } from '../../domain/events/event.js';
import { withSchemas } from '../../domain/events/eventSource.js';
import { eventAddress } from '../../domain/stream.js';
import type { AnyProcess, Section } from '../process.js';
import type { Input } from './inputs.js';
import type { Instance, Issued, ProcessEvents } from './instance.js';

/** An input that is new to a process: the event that records it, what its handler is given, and what caused it. */
export type Arrival = {
  readonly record: NewEventOf<ProcessEvents>;
  readonly section: Section;
  /** The handler's name in its section. */
  readonly name: string;
  readonly what: unknown;
  /** The time from which deadlines count. */
  readonly since: string;
  /** Identifies it among all inputs of the process. */
  readonly key: readonly string[];
  readonly correlationId: string;
  /** Own version, or the address, of the event that it follows from. */
  readonly cause: number | string;
};

/** Returns undefined for a duplicate, or when its command or deadline is no longer pending. `at`: when the input is recorded. */
export function arrivalOf(process: AnyProcess, instance: Instance, input: Input, at: string): Arrival | undefined {
  switch (input.kind) {
    case 'event':
      return Object.hasOwn(instance.received, eventAddress(input.event)) ? undefined : eventArrival(process, input.event);
    case 'passed': {
      const pending = member(instance.deadlines, input.deadline.deadline);
      if (pending?.set !== input.deadline.set || pending.at !== input.deadline.at) return undefined;
      const { deadline, set, correlationId } = pending;
      const told = { deadline, at: pending.at };
      return {
        record: { type: 'DeadlinePassed', data: { ...told, set } },
        ...{ section: 'passed', name: deadline, what: told, since: pending.at },
        ...{ key: ['deadline', String(set)], correlationId, cause: set },
      };
    }
    default: {
      const issued = member(instance.open, String(input.issued));
      return issued && outcomeArrival(issued, input, at);
    }
  }
}

function eventArrival({ from }: AnyProcess, event: StoredEvent): Arrival {
  const { type, data, ...facts } = event;
  const source = from.find(({ name }) => name === event.aggregate);
  const [{ schema } = {}] = source ? withSchemas(source, [event]) : [];
  const address = eventAddress(event);
  return {
    // The data as they are declared today, with the number of that schema, so that they can be upcast later.
    record: { type: 'EventReceived', data: { ...facts, type, data, ...defined({ schema }) } },
    ...{ section: 'on', name: type, what: event, since: event.at },
    ...{ key: ['event', address], correlationId: event.correlationId, cause: address },
  };
}

function outcomeArrival(issued: Issued, input: Extract<Input, { kind: 'accepted' | 'rejected' }>, at: string): Arrival {
  const { aggregate, id, command, data, version, correlationId } = issued;
  const sent = { issued: version, aggregate, id, command };
  const { kind: section } = input;
  const facts = {
    ...{ section, name: `${aggregate}.${command}`, since: at },
    ...{ key: ['outcome', String(version)], correlationId, cause: version },
  };
  if (input.kind === 'accepted') {
    const record = { type: 'CommandAccepted', data: { ...sent, version: input.version } } as const;
    return { ...facts, record, what: { id, data, at, version: input.version } };
  }
  return { ...facts, record: { type: 'CommandRejected', data: { ...sent, ...input.refusal } }, what: { id, data, at, ...input.refusal } };
}

const member = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
