import { EventSourcingError } from '../../domain/errors.js';

/** The error for a cursor that no page gave. */
export const malformedCursor = (cursor: string) =>
  new EventSourcingError({
    code: 'MalformedRequest',
    message: `cursor must be the cursor of the page before, '${cursor.slice(0, 100)}' given.`,
    details: { where: 'cursor' },
  });
