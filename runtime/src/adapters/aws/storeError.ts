import { EventSourcingError } from '../../domain/errors.js';

const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottlingException',
  'ThrottledException',
  'Throttled',
  'TooManyRequestsException',
  'SlowDown',
]);

/**
 * As `storeError`, for a write: where the SDK tried more than once, an earlier try may have been stored and its answer lost, so that no
 * later refusal says that nothing was.
 */
export function writeError(error: unknown, store: string): EventSourcingError {
  const known = storeError(error, store);
  if (known.code === 'StoreUnavailable' || attemptsOf(error) <= 1) return known;
  const message = `${known.message} An earlier try of the same request may have been stored.`;
  return new EventSourcingError({ code: 'StoreUnavailable', message, details: { store }, cause: error });
}

/** What it is that failed. */
type Kind = 'Schedules' | 'Table' | 'Bucket' | 'Queue' | 'Event bus' | 'Topic' | 'Delivery stream';

/**
 * Makes an error of this library of what DynamoDB, S3, SQS, EventBridge, SNS, Firehose, Scheduler and their SDK throw: throttled (nothing was
 * stored), no answer or a fault of the service (it is not known whether it was stored), or a refusal that no retry fixes. Names and statuses: DynamoDB developer guide,
 * «Error handling with DynamoDB».
 */
export function storeError(error: unknown, store: string, kind: Kind = 'Table'): EventSourcingError {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const status = statusOf(error);
  const details = { store };
  if (throttling.has(name) || status === 429) {
    return new EventSourcingError({ code: 'StoreThrottled', message: `${kind} ${store} is throttled (${name}).`, details, cause: error });
  }
  const refused = name.startsWith('Credentials') || (status !== undefined && status < 500);
  if (refused) {
    return new EventSourcingError({
      code: 'StoreRefused',
      message: `${kind} ${store} refused: ${name}: ${message}`,
      details,
      cause: error,
    });
  }
  return new EventSourcingError({
    code: 'StoreUnavailable',
    message: `${kind} ${store} gave no answer: ${name}: ${message}`,
    details,
    cause: error,
  });
}

const statusOf = (error: unknown): number | undefined => metadataOf(error, 'httpStatusCode');

const attemptsOf = (error: unknown): number => metadataOf(error, 'attempts') ?? 1;

function metadataOf(error: unknown, name: 'httpStatusCode' | 'attempts'): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const value: unknown = Reflect.get(metadata, name);
  return typeof value === 'number' ? value : undefined;
}
