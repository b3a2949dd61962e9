import type { CommitScan } from '../../eventStore/commitScan.js';
import type { RebuildAnswer, RebuildProgress, RebuildRequest } from '../../model/control.js';
import type { AnyProjection } from '../../projections/projection.js';
import type { Slot } from '../../projections/readStore.js';
import type { RowStore } from '../../projections/rows/rowStore.js';
import type { Slots } from '../../projections/slots/slots.js';
import type { VersionedRecords } from '../../projections/slots/versionedRecords.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import type { Lease, RebuildWork } from './lease.js';

/** What a rebuild needs in addition to what consumers need. */
export type RebuildResources = {
  readonly projection: AnyProjection;
  readonly records: VersionedRecords;
  readonly slots: Slots;
  readonly scan: CommitScan;
  rowsIn(slot: Slot): RowStore;
  /** The consumer that fills a slot, whoever reads it. */
  consumerOf(slot: Slot): Consumer;
  /** Identifies the code that runs. */
  readonly code: string;
  newId(): string;
};

/** What the phases of a rebuild share. */
export type RebuildContext = RebuildResources & {
  readonly request: RebuildRequest;
  readonly runtime: ConsumerRuntime;
  readonly lease: Lease;
  /** Milliseconds. */
  readonly now: () => number;
  /** How long invocations that began before a change may run without knowing of it, in milliseconds. */
  readonly settleTimes: { readonly writers: number; readonly readers: number };
  readonly mayGoOn: () => boolean;
};

const defaultSegments = 8;

/** Work that has not begun. */
export const newWork = async ({ request, scan, code, now }: RebuildContext, id: string): Promise<RebuildWork> => ({
  id,
  started: timeOf(now()),
  code,
  cursors: Array.from({ length: request.segments ?? defaultSegments }, () => ''),
  commits: 0,
  events: 0,
  total: await scan.size(),
});

/** How far a rebuild is, as far as is known. */
export function progressOf({ lease, now }: RebuildContext, id: string, phase: RebuildProgress['phase']): RebuildProgress {
  const work = lease.work();
  const { started = timeOf(now()), commits = 0, events = 0, total = 0 } = work?.id === id ? work : {};
  return { id, started, phase, commits, events, total };
}

/** The answer to who has lost the lease. */
export const takenOver = ({ now }: RebuildContext): RebuildAnswer => ({ status: 'busy', until: timeOf(now() + 1000) });

export const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
