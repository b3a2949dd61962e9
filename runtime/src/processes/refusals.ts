import { defined } from '../domain/defined.js';
import { type EventSourcingError, isEventSourcingError } from '../domain/errors.js';

/** What a target may be sent and refuse, for good as far as this command goes: an outcome. All other errors are failures of the delivery. */
const refusalCodes = [
  'ValidationFailed',
  'PayloadTooLarge',
  'InvalidAggregateId',
  'AggregateNotFound',
  'AggregateAlreadyExists',
  'AggregateDeleted',
  'CommandVetoed',
  'CommandIdReused',
  'ValueTaken',
  'CommitTooLarge',
] as const;

/** Under which code a command is refused, other than by `decide`. */
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a command was refused. */
export type CommandRefusal = { readonly code: string; readonly message: string; readonly details?: unknown };

/** What a target said no with; undefined for an error that is none of its answers. */
export function commandRefusalOf(error: unknown): CommandRefusal | undefined {
  if (isEventSourcingError(error, 'CommandRejected')) {
    const { code, details } = error.details.rejection;
    return { code, message: error.message, ...defined({ details }) };
  }
  return isRefused(error) ? { code: error.code, message: error.message, details: error.details } : undefined;
}

const isRefused = (error: unknown): error is EventSourcingError => isEventSourcingError(error) && known.has(error.code);

const known: ReadonlySet<string> = new Set(refusalCodes);
