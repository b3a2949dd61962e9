import type { BackfillCounts, BackfillReport, DuplicateValue, FailedStream } from '../../model/admin.js';

/** Most duplicates, and failures, that are kept: a table may have more than fit into memory. */
const mostListed = 1000;

/** What a back-fill has come to so far. */
export type Tally = {
  stream(): void;
  count(status: 'reserved' | 'held', values?: number): void;
  duplicate(duplicate: DuplicateValue): void;
  failure(failure: FailedStream): void;
  counts(): BackfillCounts;
  report(): BackfillReport;
};

export function createTally(aggregate: string, dryRun: boolean): Tally {
  const counts = { streams: 0, reserved: 0, held: 0 };
  const duplicates: DuplicateValue[] = [];
  const failures: FailedStream[] = [];
  const more = { duplicates: 0, failures: 0 };
  return {
    stream() {
      counts.streams += 1;
    },
    count(status, values = 1) {
      counts[status] += values;
    },
    duplicate(duplicate) {
      if (duplicates.length < mostListed) duplicates.push(duplicate);
      else more.duplicates += 1;
    },
    failure(failure) {
      if (failures.length < mostListed) failures.push(failure);
      else more.failures += 1;
    },
    counts: () => ({ ...counts }),
    report: () => ({
      aggregate,
      dryRun,
      ...counts,
      duplicates: [...duplicates],
      moreDuplicates: more.duplicates,
      failures: [...failures],
      moreFailures: more.failures,
    }),
  };
}
