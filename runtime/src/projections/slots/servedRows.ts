import { defined } from '../../domain/defined.js';
import type { AnyProjection } from '../projection.js';
import type { Slot } from '../readStore.js';
import type { RowReader, RowStore } from '../rows/rowStore.js';
import { rememberedSlots } from './rememberedSlots.js';
import { firstState, type Slots } from './slots.js';

export type ServedRowsOptions = {
  readonly projection: AnyProjection;
  readonly slots: Pick<Slots, 'load'>;
  /** The rows in a slot. */
  open(slot: Slot): RowStore;
  /** Milliseconds. */
  readonly now: () => number;
};

/** The rows of a projection as readers have them: those in the slot that is read, whatever a rebuild does. */
export function servedRows({ projection, slots, open, now }: ServedRowsOptions): RowReader {
  const stores = new Map<Slot, RowStore>();
  const storeOf = (slot: Slot): RowStore => {
    const store = stores.get(slot) ?? open(slot);
    stores.set(slot, store);
    return store;
  };
  const remembered = rememberedSlots(slots, now);
  const served = async (): Promise<RowStore> => storeOf(((await remembered.load()).get(projection.name) ?? firstState).read);

  return {
    load: async (keys) => (await served()).load(keys),
    list: async (page) => (await served()).list(page),
    refresh: async () => (await served()).refresh?.(),
    query: async (index, value, page) => (await served()).query(index, value, page),
    ...defined({ shared: projection.key && { positions: async (streams) => (await served()).shared?.positions(streams) ?? new Map() } }),
  };
}
