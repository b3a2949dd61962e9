import { EventSourcingError } from '../../domain/errors.js';
import { maxAttempts } from '../../retry/attempts.js';

export const rowConflict = (projection: string, key: string) =>
  new EventSourcingError({
    code: 'RowConflict',
    message: `The row '${key}' of ${projection} was changed by others on each of ${maxAttempts.row} tries.`,
    details: { projection, key, attempts: maxAttempts.row },
  });
