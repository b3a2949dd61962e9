import type { Parked, ParkedStore } from './parked.js';

/** Parked streams in memory, as long as the process lives. */
export function inMemoryParkedStore(): ParkedStore {
  const all = new Map<string, Parked>();
  const keyOf = (consumer: string, stream: string) => JSON.stringify([consumer, stream]);
  const of = (consumer: string) =>
    [...all.values()].filter((parked) => parked.consumer === consumer).sort((a, b) => (a.stream < b.stream ? -1 : 1));

  return {
    load: async (consumer, stream) => all.get(keyOf(consumer, stream)),
    async park(parked) {
      const key = keyOf(parked.consumer, parked.stream);
      const before = all.get(key);
      all.set(key, before ? { ...parked, at: before.at, last: Math.max(before.last, parked.last) } : parked);
    },
    async extend(consumer, stream, last) {
      const key = keyOf(consumer, stream);
      const before = all.get(key);
      if (!before) return false;
      all.set(key, { ...before, last: Math.max(before.last, last) });
      return true;
    },
    async release(consumer, stream, last) {
      const key = keyOf(consumer, stream);
      const before = all.get(key);
      if (before && before.last > last) return false;
      all.delete(key);
      return true;
    },
    async list(consumer, { limit, cursor }) {
      const left = of(consumer).filter(({ stream }) => cursor === undefined || stream > cursor);
      const parked = left.slice(0, limit);
      const last = parked.at(-1);
      return { parked, ...(last && left.length > limit ? { cursor: last.stream } : {}) };
    },
    count: async (consumer) => of(consumer).length,
  };
}
