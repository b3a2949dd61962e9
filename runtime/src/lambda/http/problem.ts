import { type ErrorCode, type EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { Log } from '../log.js';
import type { HttpEvent, HttpResponse } from './event.js';

/** Faults that only HTTP has. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

/** The only place where a runtime error meets a status. */
const statuses: Readonly<Record<ErrorCode, number>> = {
  ValidationFailed: 400,
  MalformedRequest: 400,
  InvalidAggregateId: 400,
  UnknownAggregate: 404,
  UnknownCommand: 404,
  AggregateNotFound: 404,
  AggregateAlreadyExists: 409,
  Conflict: 409,
  ValueTaken: 409,
  AggregateDeleted: 410,
  WrongVersion: 412,
  PayloadTooLarge: 413,
  CommitTooLarge: 413,
  TransactionTooLarge: 413,
  CommandIdReused: 422,
  CommandRejected: 422,
  CommandVetoed: 422,
  CommandsNotSent: 503,
  StoreThrottled: 503,
  StoreUnavailable: 503,
  ProjectionBehind: 503,
  ReceiverFailed: 500,
  StoreRefused: 500,
  EventInvalid: 500,
  ProjectionFailed: 500,
  RowInvalid: 500,
  RowConflict: 500,
  RowTooLarge: 500,
  RowRefused: 500,
  RowKeyInvalid: 500,
  ProcessInvalid: 500,
  ConsumerTimedOut: 500,
  ConsumerOutOfTime: 500,
  StreamCorrupt: 500,
  EventUnknown: 500,
  UpcastFailed: 500,
  PublicEventInvalid: 500,
  EventTooLarge: 500,
  EventRefused: 500,
  SnapshotTooLarge: 500,
  DefinitionInvalid: 500,
};

const retryAfterSeconds = 1;

/** Answers a thrown value with problem details (RFC 9457). A failure of the service is logged, and answered without its details. */
export function problemResponse(error: unknown, event: HttpEvent, log: Log): HttpResponse {
  const requestId = event.requestContext.requestId;
  if (error instanceof HttpError) return respond(error.status, error.code, error.message, {});
  if (!isEventSourcingError(error) || !(error.code in statuses)) return internal(error, requestId, log);
  const status = statuses[error.code];
  if (status === 500) return internal(error, requestId, log);
  // No fault of the store, and nothing to look up in a log: the caller asked for more than there is yet.
  if (error.code === 'ProjectionBehind') return respond(status, error.code, error.message, publicDetails(error));
  if (status === 503) {
    log.warn('the store gave way', { requestId, error });
    return respond(status, error.code, 'The event store is busy or out of reach. Try again (a command with the same Idempotency-Key).', {});
  }
  return respond(status, error.code, error.message, publicDetails(error));
}

function internal(error: unknown, requestId: string | undefined, log: Log): HttpResponse {
  log.error('a request failed', { requestId, error });
  return respond(
    500,
    'Internal',
    'The service failed. Its log tells more, under the request id.',
    requestId === undefined ? {} : { requestId },
  );
}

/** A response of problem details; 503 says when to come back. */
function respond(status: number, code: string, detail: string, details: object): HttpResponse {
  const problem = { type: `urn:serverless-event-sourcing:${code}`, title: titleOf(code), status, code, detail, ...details };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...(status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {}) },
    body: JSON.stringify(problem),
  };
}

const titleOf = (code: string): string => code.replaceAll(/(?!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);

const publicDetails = (error: EventSourcingError): object => error.details;
