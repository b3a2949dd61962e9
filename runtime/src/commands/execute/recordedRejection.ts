import type { Reason } from '../../domain/aggregates/rejection.js';
import { isEventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import type { JSONSchema } from '../../domain/schema.js';
import type { ValidCommand } from './validCommand.js';

/** What a commit is made of: the events of a command; for a recorded rejection, the event that records it, and the reason for the caller. */
export type Yielded = { readonly events: readonly NewEvent[]; readonly outcome?: Reason };

/** The record of a refusal; undefined if it is no rejection by `decide`, or if the command does not record rejections. */
export function recordedRejection({ aggregate, definition }: ValidCommand, refusal: unknown): Yielded | undefined {
  const { records } = definition;
  if (records === undefined || !isEventSourcingError(refusal, 'CommandRejected')) return undefined;
  // As it is read back, so that a repeat gets exactly the same answer.
  const outcome: Reason = JSON.parse(JSON.stringify(refusal.details.rejection));
  return { events: [{ type: records, data: dataOf(aggregate.events[records], outcome) }], outcome };
}

/** Those of code, message and details that the event's schema has. */
function dataOf(schema: JSONSchema | undefined, outcome: Reason): unknown {
  if (typeof schema !== 'object' || schema.properties === undefined || schema.additionalProperties !== false) return outcome;
  const { properties } = schema;
  return Object.fromEntries(Object.entries(outcome).filter(([name]) => Object.hasOwn(properties, name)));
}
