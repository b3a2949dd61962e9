import { EventSourcingError } from '../domain/errors.js';

/** Tries of one command or transaction, before it is given up as a `Conflict`. */
export const maxAttempts = 12;

/** The error for one whose stream others were always first on. */
export const conflict = (stream: string, command: string, expected: number, actual: number) =>
  new EventSourcingError({
    code: 'Conflict',
    message: `${stream} was changed by others on each of ${maxAttempts} tries of ${command}: the last expected version ${expected}, and ${actual} is there. Nothing was stored. Try again.`,
    details: { stream, attempts: maxAttempts, expected, actual },
  });
