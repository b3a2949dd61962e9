import { DatabaseError } from 'pg';
import { EventSourcingError } from '../../domain/errors.js';

/* Codes: PostgreSQL, «PostgreSQL Error Codes». The first two characters are the class. */

/** Connection exceptions, system errors, internal errors; the server is shutting down, starting, or a standby since a failover. */
const unavailable = ['08', '58', 'XX', '57P', '25006'];

/** Insufficient resources (too many connections among them), a lock or a statement that took too long. */
const throttled = ['53', '55P03', '57014'];

/** Serialization failure, deadlock. */
const beaten = ['40001', '40P01'];

/** Data exceptions, integrity constraints, limits such as an index entry's size. */
const aboutValues = ['22', '23', '54'];

const isOf = (error: unknown, codes: readonly string[]): error is DatabaseError =>
  error instanceof DatabaseError && codes.some((code) => error.code?.startsWith(code));

/** Undoes a transaction that found a row or a position not to be as expected. */
export class Beaten extends Error {}

/** Whether others were first: something was not as expected, or the database chose to undo this transaction rather than theirs. */
export const isBeaten = (error: unknown): boolean => error instanceof Beaten || isOf(error, beaten);

/** Whether a database refuses a value of what it was given, so that it would refuse it again. */
export const isAboutValues = (error: unknown): boolean => isOf(error, aboutValues);

/** Whether a table or a column is not there. */
export const isMissing = (error: unknown): boolean => isOf(error, ['42P01', '42703', '3F000']);

/** Whether a connection was lost, or could not be had: whatever is no word of the database, and its words for that. */
export const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof EventSourcingError || error instanceof Beaten) &&
  (!(error instanceof DatabaseError) || isOf(error, unavailable));

/** The error of this library for a failure of the database. */
export function databaseError(error: unknown, store: string): EventSourcingError {
  if (error instanceof EventSourcingError) return error;
  const details = { store };
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof DatabaseError ? error.code : undefined;
  const said = code === undefined ? message : `${message} (${code})`;
  if (isOf(error, throttled)) {
    return new EventSourcingError({
      code: 'StoreThrottled',
      message: `PostgreSQL, ${store}, is overloaded: ${said}`,
      details,
      cause: error,
    });
  }
  if (code === undefined || isOf(error, unavailable)) {
    return new EventSourcingError({
      code: 'StoreUnavailable',
      message: `PostgreSQL, ${store}, gave no answer: ${said}`,
      details,
      cause: error,
    });
  }
  return new EventSourcingError({ code: 'StoreRefused', message: `PostgreSQL, ${store}, refused: ${said}`, details, cause: error });
}
