import { EventSourcingError } from '../../domain/errors.js';

/** Rivals for a row: two invocations that were given the same stream, or streams of the same row. Each round one of them wins. */
export const maxAttempts = 10;

export const rowConflict = (projection: string, key: string) =>
  new EventSourcingError({
    code: 'RowConflict',
    message: `The row '${key}' of ${projection} was changed by others on each of ${maxAttempts} tries.`,
    details: { projection, key, attempts: maxAttempts },
  });
