/** What becomes of tables, and of queues that keep what was accepted, when the stack no longer has them. */
export type TableProtection = { readonly deletionPolicy: 'Retain' | 'Delete'; readonly pointInTimeRecovery: boolean };

/**
 * What keeps a table, or lets it go. `RetainExceptOnCreate`: when a first deploy fails, its empty tables go with it, or the next
 * try would find their names taken.
 */
export const deletionPolicies = ({ deletionPolicy }: Pick<TableProtection, 'deletionPolicy'>) => ({
  DeletionPolicy: deletionPolicy === 'Retain' ? 'RetainExceptOnCreate' : 'Delete',
  UpdateReplacePolicy: deletionPolicy,
});

/** Encrypted, paid per request, and restorable to any second of the last 35 days. */
export const tableProperties = ({ pointInTimeRecovery }: Pick<TableProtection, 'pointInTimeRecovery'>) => ({
  BillingMode: 'PAY_PER_REQUEST',
  SSESpecification: { SSEEnabled: true },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery },
});
