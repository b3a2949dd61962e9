import { EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { StoredEvent } from '../../domain/events/event.js';
import { eventAddress } from '../../domain/stream.js';
import { isTransient } from '../../stream/transient.js';
import type { AnyProjection } from '../projection.js';

/** The fields of an event's data, for an error that says what was there. */
export const fieldsOf = ({ data }: StoredEvent): string =>
  typeof data === 'object' && data !== null ? `the fields ${Object.keys(data).join(', ') || '(none)'}` : 'no fields';

/**
 * Calls a projection's own code. What it throws tells of the event: a commit may have many, and the parked one has to be found. What is not the
 * event's fault passes through, to be tried again.
 *
 * @throws ProjectionFailed
 */
export function callProjection<Result>({ name }: AnyProjection, part: 'evolve' | 'key', event: StoredEvent, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (isEventSourcingError(error) || isTransient(error, Number.POSITIVE_INFINITY)) throw error;
    const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new EventSourcingError({
      code: 'ProjectionFailed',
      message: `${part} of ${name} threw on ${eventAddress(event)} (${event.type}), whose data has ${fieldsOf(event)}: ${thrown}`,
      details: { projection: name, event: eventAddress(event) },
      cause: error,
    });
  }
}
