import type { SlotState, Slots } from './slots.js';

/** How long a container caches the states, in milliseconds: each phase of a rebuild lasts far longer. */
const remembered = 2000;

/** States of slots that are read every other second at most. `now`: milliseconds. */
export function rememberedSlots(slots: Pick<Slots, 'load'>, now: () => number): Pick<Slots, 'load'> {
  let seen: { readonly at: number; readonly states: ReadonlyMap<string, SlotState> } | undefined;
  return {
    async load() {
      const at = now();
      if (!seen || at - seen.at >= remembered || at < seen.at) seen = { at, states: await slots.load() };
      return seen.states;
    },
  };
}
