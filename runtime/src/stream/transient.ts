import { type ErrorCode, isEventSourcingError } from '../domain/errors.js';

// What a store or a target asks for, or lacks, whatever event it is about.
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

/** Commands are deployed before the consumers or after them, and may be ahead by as long, in milliseconds. */
const longestDeploy = 10 * 60_000;

/**
 * Whether a failure is not the event's fault: a store that is throttled, away, or whose permission lacks. It passes, or is mended, and the
 * event is delivered again until then; parking it would set aside events one by one for a fault that all have. An event that is not known yet
 * passes too, while it is young: `age` is how long ago its commit was stored, in milliseconds.
 */
export function isTransient(error: unknown, age: number): boolean {
  if (isEventSourcingError(error, 'EventUnknown')) return age < longestDeploy;
  if (isEventSourcingError(error)) return transientCodes.has(error.code);
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  return transientNames.has(error.name) || (typeof code === 'string' && transientSystemCodes.has(code));
}
