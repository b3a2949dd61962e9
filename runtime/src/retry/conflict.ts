import { EventSourcingError } from '../domain/errors.js';
import { maxAttempts } from './attempts.js';

/** The error for a command whose stream was changed by others on each attempt. */
export const conflict = (stream: string, command: string, expected: number, actual: number) =>
  new EventSourcingError({
    code: 'Conflict',
    message: `${stream} was changed by others on each of ${maxAttempts.stream} tries of ${command}: the last expected version ${expected}, and ${actual} is there. Nothing was stored. Try again.`,
    details: { stream, attempts: maxAttempts.stream, expected, actual },
  });
