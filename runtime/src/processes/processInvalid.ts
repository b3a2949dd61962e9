import { EventSourcingError } from '../domain/errors.js';

/** The error for a process that is mistaken: `problem` says where, and what to do. */
export const processInvalid = (process: string, problem: string) =>
  new EventSourcingError({ code: 'ProcessInvalid', message: `${process}: ${problem}`, details: { process } });
