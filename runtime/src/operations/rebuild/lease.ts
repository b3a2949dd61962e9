import { defined } from '../../domain/defined.js';
import type { VersionedRecords } from '../../projections/slots/versionedRecords.js';

/** How far a rebuild is. */
export type RebuildWork = {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Identifies the code that it began with. */
  readonly code: string;
  /** How far each part of the table is folded: an empty text for one that has not begun, `null` for one that is done. */
  readonly cursors: readonly (string | null)[];
  readonly commits: number;
  readonly events: number;
  readonly total: number;
  /** What the last invocation that folded commits has done, and from when to when. ISO 8601, UTC. */
  readonly lately?: { readonly from: string; readonly to: string; readonly commits: number; readonly events: number };
};

/** Name of the record that says who runs a projection's rebuild, and how far it is. */
export const leaseName = (projection: string): string => `rebuild/${projection}`;

/** The lease as it is kept: who runs the rebuild, or ran it last, and how far it is. */
export type LeaseRecord = {
  readonly runner: string;
  /** Lease expiry in epoch milliseconds. No other runner may start before it. */
  readonly until: number;
  readonly running: boolean;
  readonly work?: RebuildWork;
};

/** The right to work on a projection's rebuild, until it is released or expires. */
export type Lease = {
  work(): RebuildWork | undefined;
  /** Saves how far the work is. Says whether the lease is still ours. */
  keep(work: RebuildWork | undefined): Promise<boolean>;
  /** Releases it. Until a time in epoch milliseconds, only the same runner may take it again. */
  end(until: number): Promise<void>;
};

export type LeaseOptions = {
  readonly projection: string;
  readonly runner: string;
  /** Milliseconds. */
  readonly now: number;
  /** When the invocation that takes the lease has ended for certain. Milliseconds. */
  readonly deadline: number;
};

/** Takes the lease; where another runner has it, returns when it expires. */
export async function takeLease(
  records: VersionedRecords,
  { projection, runner, now, deadline }: LeaseOptions,
): Promise<Lease | { readonly busyUntil: number }> {
  const name = leaseName(projection);
  const before = await records.load<LeaseRecord>(name);
  const held = before?.value;
  if (held && held.until > now && (held.running || held.runner !== runner)) return { busyUntil: held.until };
  let record: LeaseRecord = { ...held, runner, until: deadline, running: true };
  let revision = before?.revision;
  let lost = false;
  const write = async (): Promise<boolean> => {
    if (lost) return false;
    lost = !(await records.save(name, record, revision));
    revision = (revision ?? 0) + 1;
    return !lost;
  };
  if (!(await write())) return { busyUntil: now + 1000 };

  let writing: Promise<unknown> = Promise.resolve();
  let waiting: Promise<boolean> | undefined;
  /** One write at a time; changes made meanwhile are saved by the next write, for all callers that wait. */
  const written = (): Promise<boolean> => {
    waiting ??= writing.then(() => {
      waiting = undefined;
      const now = write();
      writing = now.catch(() => {});
      return now;
    });
    return waiting;
  };

  return {
    work: () => record.work,
    keep(work) {
      const { work: _, ...rest } = record;
      record = { ...rest, ...defined({ work }) };
      return written();
    },
    async end(until) {
      record = { ...record, until, running: false };
      await written();
    },
  };
}
