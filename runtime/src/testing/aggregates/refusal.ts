import { type EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import { display } from '../display.js';

/** A refusal as a test speaks of it: the aggregate's own code and details where `decide` refused, else those of the error. */
export type ExpectedRefusal = { readonly code: string; readonly details: unknown };

/** Both readings of an error: `CommandRejected`, and the code that `decide` gave to `reject`. */
export function refusalsOf(error: EventSourcingError): readonly ExpectedRefusal[] {
  const general = { code: error.code, details: error.details };
  if (!isEventSourcingError(error, 'CommandRejected')) return [general];
  const { code, details } = error.details.rejection;
  return [{ code, details }, general];
}

/** One line for a message: `on-sale (CommandRejected). Raise the price first.` */
export function describeRefusal(error: EventSourcingError): string {
  const [{ code, details } = { code: error.code, details: undefined }] = refusalsOf(error);
  const general = code === error.code ? '' : ` (${error.code})`;
  const shown = general === '' || details === undefined ? '' : ` Details: ${display(details)}.`;
  return `${code}${general}. ${error.message}${shown}`;
}
