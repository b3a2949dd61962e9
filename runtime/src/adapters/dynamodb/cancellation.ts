import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** What cancelled a transaction, as an error that `storeError` can tell apart: throttling, say, or a request that is no good. */
export function causeOfCancellation(error: TransactionCanceledException): Error {
  const reason = error.CancellationReasons?.find(({ Code }) => Code !== undefined && Code !== 'None');
  const cause = Object.assign(new Error(reason?.Message ?? error.message, { cause: error }), { $metadata: error.$metadata });
  const throttled = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded'].includes(reason?.Code ?? '');
  cause.name = throttled ? 'ThrottlingException' : (reason?.Code ?? error.name);
  return cause;
}
