import { type ErrorCode, isEventSourcingError } from '../domain/errors.js';

// Failures of a store or a target that have nothing to do with the event.
const transientCodes: ReadonlySet<string> = new Set<ErrorCode>([
  'StoreThrottled',
  'StoreUnavailable',
  'StoreRefused',
  'Conflict',
  'RowConflict',
  'ConsumerOutOfTime',
]);

// Names of throttling: AWS SDK for JavaScript, @smithy/service-error-classification. Codes of lost connections: Node, «Common system errors».
const transientNames: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ThrottledException',
  'Throttling',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'TimeoutError',
]);
const transientSystemCodes: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** How long commands may run newer code than consumers during a deployment, in milliseconds. */
const longestDeploy = 10 * 60_000;

/**
 * Whether a failure is not the event's fault: a store that is throttled or unavailable, or a permission that is missing. The event is delivered
 * again until that is over or fixed; parking would set aside one event after the other for a fault that all of them share. An event of an
 * unknown type is transient while it is young: `age` is how long ago its commit was stored, in milliseconds.
 */
export function isTransient(error: unknown, age: number): boolean {
  if (isEventSourcingError(error, 'EventUnknown')) return age < longestDeploy;
  if (isEventSourcingError(error)) return transientCodes.has(error.code);
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  return transientNames.has(error.name) || (typeof code === 'string' && transientSystemCodes.has(code));
}
