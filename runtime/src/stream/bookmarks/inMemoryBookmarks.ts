import type { Bookmarks } from './bookmarks.js';

/** Positions in memory, as long as the process lives. */
export function inMemoryBookmarks(): Bookmarks {
  const positions = new Map<string, Map<string, number>>();
  const of = (consumer: string): Map<string, number> => {
    const own = positions.get(consumer) ?? new Map<string, number>();
    positions.set(consumer, own);
    return own;
  };

  return {
    async load(consumer, streams) {
      const own = of(consumer);
      return new Map(streams.flatMap((stream) => [...own].filter(([key]) => key === stream)));
    },
    async move(consumer, { stream, position, expected }) {
      const own = of(consumer);
      if (own.get(stream) !== expected) return false;
      own.set(stream, position);
      return true;
    },
  };
}
