/** What of a batch a function reports as failed, or why its answer cannot be read: then Lambda takes the whole batch for failed. */
export type ReportedFailures = { readonly identifiers: readonly unknown[] } | { readonly error: string };

/** Reads the answer of a function whose mapping has ReportBatchItemFailures. */
export function reportedFailures(response: unknown): ReportedFailures {
  if (response === null || response === undefined || response === '') return { identifiers: [] };
  if (typeof response !== 'object' || Array.isArray(response)) return { error: 'its answer is not an object' };
  const failures = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (failures === null || failures === undefined) return { identifiers: [] };
  if (!Array.isArray(failures)) return { error: 'its batchItemFailures is not an array' };
  return { identifiers: failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier) };
}
