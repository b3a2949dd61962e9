import { defined } from '../../domain/defined.js';
import type { RebuildStatus, RowsStatus } from '../../model/admin.js';
import { firstState, otherSlot, type SlotState, slotConsumerName } from '../../projections/slots/slots.js';
import type { VersionedRecords } from '../../projections/slots/versionedRecords.js';
import type { ParkedStore } from '../../stream/parked/parked.js';
import { type LeaseRecord, leaseName, type RebuildWork } from '../rebuild/lease.js';
import { timeOf } from '../rebuild/rebuildContext.js';

export type RowsStatusOptions = {
  readonly projection: string;
  /** Of a projection that was never rebuilt: none. */
  readonly state: SlotState | undefined;
  readonly records: VersionedRecords;
  readonly parked: Pick<ParkedStore, 'count'>;
  /** Milliseconds. */
  readonly now: number;
};

/** Which slot of a projection is read, and how far a rebuild is that is under way, broken off ones among them. Changes nothing. @throws StoreThrottled, StoreUnavailable, StoreRefused */
export async function rowsStatus(options: RowsStatusOptions): Promise<RowsStatus> {
  const { projection, state = firstState, records, now } = options;
  const held = (await records.load<LeaseRecord>(leaseName(projection)))?.value;
  const { read, rebuild } = state;
  // Where there is work and yet no rebuild, the slot for it is being emptied.
  const id = rebuild?.id ?? held?.work?.id;
  if (id === undefined) return { read };
  const phase = rebuild?.phase ?? 'beginning';
  const abandoned = rebuild?.abandoned === true;
  const slot = abandoned || phase === 'beginning' || phase === 'filling' ? otherSlot(read) : read;
  const work = held?.work?.id === id ? held.work : undefined;
  const { commits = 0, events = 0, total = 0 } = work ?? {};
  const rebuilding: RebuildStatus = {
    id,
    slot,
    phase,
    abandoned,
    ...defined({ started: work?.started }),
    commits,
    events,
    total,
    ...paceOf(work),
    parked: await options.parked.count(slotConsumerName(projection, slot)),
    ...(held && held.until > now && { heldUntil: timeOf(held.until) }),
  };
  return { read, rebuild: rebuilding };
}

/** How fast the last invocation was that folded any, and how long the rest takes at that. */
function paceOf(work: RebuildWork | undefined): Pick<RebuildStatus, 'rate' | 'secondsLeft'> {
  if (!work?.lately) return {};
  const { from, to, commits, events } = work.lately;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds <= 0 || commits === 0) return {};
  const left = Math.max(0, work.total - work.commits);
  return { rate: events / seconds, secondsLeft: (left * seconds) / commits };
}
