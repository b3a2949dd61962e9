import { projectionConsumerName } from '../projectionConsumerName.js';
import type { Slot } from '../readStore.js';
import type { VersionedRecords } from './versionedRecords.js';

/**
 * What a rebuild is at. `filling`: events go into both slots, those of before are being folded into the one that is not read. `switched`: that
 * one is read, and both are written until no reader has the other any more. `ending`: only the one that is read is written, and the other
 * is emptied once no function writes it any more.
 */
export type RebuildPhase = 'filling' | 'switched' | 'ending';

export type RebuildState = {
  readonly id: string;
  readonly phase: RebuildPhase;
  /** A time at which the phase was in force: every invocation that begins later sees it. ISO 8601, UTC. */
  readonly since?: string;
  /** It was given up before the switch. */
  readonly abandoned?: true;
};

/** Which slot of a projection is read, and how far a rebuild is. Without a rebuild, the other slot is empty. */
export type SlotState = { readonly read: Slot; readonly rebuild?: RebuildState };

/** Of a projection that was never rebuilt. */
export const firstState: SlotState = { read: 'a' };

export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');

/** The slot that events are written to in addition to the one that is read; undefined if there is none. */
export const secondSlot = ({ read, rebuild }: SlotState): Slot | undefined =>
  rebuild && rebuild.phase !== 'ending' ? otherSlot(read) : undefined;

/** All slots that rows go into now. */
export const writtenSlots = (state: SlotState): readonly Slot[] => {
  const second = secondSlot(state);
  return second ? [state.read, second] : [state.read];
};

/** Name under which positions and parked streams of a slot are kept. */
export const keptUnder = (projection: string, slot: Slot): string =>
  slot === 'a' ? projectionConsumerName(projection) : `${projectionConsumerName(projection)}.b`;

/** Name of the consumer that fills a slot, where the other one's has the projection's. Names of projections hold no '.'. */
export const slotConsumerName = (projection: string, slot: Slot): string => `${projectionConsumerName(projection)}.${slot}`;

/** The slots of all projections. Methods throw StoreThrottled, StoreUnavailable or StoreRefused. */
export type Slots = {
  /** The states of the projections that were ever rebuilt, by name; read consistently. */
  load(): Promise<ReadonlyMap<string, SlotState>>;
  /** Changes a projection's state, if it is still `seen`. Returns whether it was. */
  change(projection: string, seen: SlotState, next: SlotState): Promise<boolean>;
};

/** Name of the record that all states are in, so that one read tells them. */
const recordName = 'slots';

/** Slots as a versioned record keeps them. */
export function recordedSlots(records: VersionedRecords): Slots {
  const states = async () => {
    const record = await records.load<Readonly<Record<string, SlotState>>>(recordName);
    return { revision: record?.revision, states: new Map(Object.entries(record?.value ?? {})) };
  };
  return {
    load: async () => (await states()).states,
    async change(projection, seen, next) {
      for (;;) {
        const { revision, states: before } = await states();
        if (!isSame(before.get(projection) ?? firstState, seen)) return false;
        // Another projection's may have changed meanwhile: it is looked at again.
        if (await records.save(recordName, Object.fromEntries([...before, [projection, next]]), revision)) return true;
      }
    },
  };
}

const isSame = (one: SlotState, other: SlotState): boolean => textOf(one) === textOf(other);

const textOf = ({ read, rebuild }: SlotState): string =>
  JSON.stringify([read, rebuild?.id, rebuild?.phase, rebuild?.since, rebuild?.abandoned]);
