import type { Parked, ParkedStore } from '../../stream/parked/parked.js';
import { firstState, keptUnder, type SlotState } from './slots.js';

const consumerOfSlot = /^projections\/([^.]+)(?:\.([ab]))?$/;

/**
 * Parked streams of a projection as its rows have them: each slot has its own. The projection's name stands for the slot that is read, so
 * that what was parked in rows that are read no more is of no interest to anybody.
 */
export function parkedInSlots(parked: ParkedStore, states: ReadonlyMap<string, SlotState>): ParkedStore {
  const kept = (consumer: string): string => {
    const [, projection, slot] = consumerOfSlot.exec(consumer) ?? [];
    if (projection === undefined) return consumer;
    return keptUnder(projection, slot === 'a' || slot === 'b' ? slot : (states.get(projection) ?? firstState).read);
  };
  const shown = (consumer: string, found: Parked): Parked => ({ ...found, consumer });

  return {
    async load(consumer, stream) {
      const found = await parked.load(kept(consumer), stream);
      return found && shown(consumer, found);
    },
    park: (one) => parked.park({ ...one, consumer: kept(one.consumer) }),
    extend: (consumer, stream, last) => parked.extend(kept(consumer), stream, last),
    release: (consumer, stream, last) => parked.release(kept(consumer), stream, last),
    async list(consumer, page) {
      const found = await parked.list(kept(consumer), page);
      return { ...found, parked: found.parked.map((one) => shown(consumer, one)) };
    },
    count: (consumer) => parked.count(kept(consumer)),
  };
}
