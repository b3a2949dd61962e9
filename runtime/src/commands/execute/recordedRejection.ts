import type { Reason } from '../../domain/aggregates/rejection.js';
import { isEventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import type { JSONSchema } from '../../domain/schema.js';
import type { ValidCommand } from './validCommand.js';

/** What a commit is made of: the events of a command; where it was rejected, the one event that tells so, and what its caller is told. */
export type Yielded = { readonly events: readonly NewEvent[]; readonly outcome?: Reason };

/** What is recorded of a refusal; undefined where it is no rejection by `decide`, or the command does not record those. */
export function recordedRejection({ aggregate, definition }: ValidCommand, refusal: unknown): Yielded | undefined {
  const { records } = definition;
  if (records === undefined || !isEventSourcingError(refusal, 'CommandRejected')) return undefined;
  // As it is read back: a repeat is to be told the same, to the letter.
  const outcome: Reason = JSON.parse(JSON.stringify(refusal.details.rejection));
  return { events: [{ type: records, data: dataOf(aggregate.events[records], outcome) }], outcome };
}

/** Of code, message and details, those that the event has a place for. */
function dataOf(schema: JSONSchema | undefined, outcome: Reason): unknown {
  if (typeof schema !== 'object' || schema.properties === undefined || schema.additionalProperties !== false) return outcome;
  const { properties } = schema;
  return Object.fromEntries(Object.entries(outcome).filter(([name]) => Object.hasOwn(properties, name)));
}
