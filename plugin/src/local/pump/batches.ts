import type { LambdaStreamRecord } from './record.js';

/** Lambda takes six megabytes in one event, its frame included. */
const maxBatchBytes = 5_500_000;

/** Cuts records into batches that a function may be given. */
export function batchesOf(records: readonly LambdaStreamRecord[], batchSize: number, maxBytes = maxBatchBytes): LambdaStreamRecord[][] {
  const batches: LambdaStreamRecord[][] = [];
  let batch: LambdaStreamRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record));
    if (batch.length > 0 && (batch.length >= batchSize || bytes + size > maxBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
