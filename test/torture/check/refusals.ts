/** Refusals by the account as it is: each must be explained by some state. */
export const rejections: ReadonlySet<string> = new Set([
  'AggregateNotFound',
  'AggregateAlreadyExists',
  'AggregateDeleted',
  'WrongVersion',
  'ValidationFailed',
  'CommandRejected',
  'CommandIdReused',
]);

/** Refusals after which, as they are documented, nothing is stored. */
export const nothingStored: ReadonlySet<string> = new Set(['Conflict', 'StoreThrottled']);

/** Refusals that leave open whether it is stored. */
export const leftOpen: ReadonlySet<string> = new Set(['StoreUnavailable']);
