import { EventSourcingError } from '../../domain/errors.js';

/** HTTP status of a client's error; undefined if there was no answer. */
export const statusOf = (error: unknown): number | undefined => {
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
};

/** What an index says of a request or an item that it does not take. */
export type SearchError = { readonly type?: string; readonly reason?: string; readonly caused_by?: { readonly reason?: string } };

export const textOf = ({ type = 'error', reason = '', caused_by }: SearchError): string =>
  `${type}: ${reason}${caused_by?.reason === undefined ? '' : ` (${caused_by.reason})`}`;

/** The error of this library for a failed request. */
export function searchError(error: unknown, store: string): EventSourcingError {
  if (error instanceof EventSourcingError) return error;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return statusError(statusOf(error), said, store, error);
}

/** The error for an answer other than success: an overload, a fault of the server, or a refusal that no retry fixes. */
export function statusError(status: number | undefined, said: string, store: string, cause?: unknown): EventSourcingError {
  const details = { store };
  if (status === 429) return new EventSourcingError({ code: 'StoreThrottled', message: `${store} is overloaded: ${said}`, details, cause });
  if (status === undefined || status >= 500) {
    return new EventSourcingError({ code: 'StoreUnavailable', message: `${store} gave no answer: ${said}`, details, cause });
  }
  return new EventSourcingError({ code: 'StoreRefused', message: `${store} refused: ${said}`, details, cause });
}
