import type { Tables } from '../config/config.js';

/**
 * What keeps a table, or lets it go. `RetainExceptOnCreate`: when a first deploy fails, its empty tables go with it, or the next
 * try would find their names taken.
 */
export const deletionPolicies = ({ deletionPolicy }: Tables) => ({
  DeletionPolicy: deletionPolicy === 'Retain' ? 'RetainExceptOnCreate' : 'Delete',
  UpdateReplacePolicy: deletionPolicy,
});

/** Encrypted, paid per request, and restorable to any second of the last 35 days. */
export const tableProperties = ({ pointInTimeRecovery }: Tables) => ({
  BillingMode: 'PAY_PER_REQUEST',
  SSESpecification: { SSEEnabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery },
});
