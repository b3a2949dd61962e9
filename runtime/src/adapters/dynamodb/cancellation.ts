import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** The cause of a cancelled transaction, as an error that `storeError` recognises, for example throttling or an invalid request. */
export function causeOfCancellation(error: TransactionCanceledException): Error {
  const reason = error.CancellationReasons?.find(({ Code }) => Code !== undefined && Code !== 'None');
  const cause = Object.assign(new Error(reason?.Message ?? error.message, { cause: error }), { $metadata: error.$metadata });
  const throttled = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded'].includes(reason?.Code ?? '');
  cause.name = throttled ? 'ThrottlingException' : (reason?.Code ?? error.name);
  return cause;
}
