import type { PositionedRow, RowStore } from '../projections/rowStore.js';

/** The one row of a scenario, whatever its key is. It is not read page by page, nor by an index. */
export function rowMemory(): RowStore & { last(): PositionedRow | undefined } {
  let kept: PositionedRow | undefined;
  const unread = async (): Promise<never> => {
    throw new TypeError('The row of a scenario is not listed or queried.');
  };

  return {
    last: () => kept,
    load: async () => kept,
    async save(_key, row, expected) {
      if (kept?.position !== expected) return false;
      kept = row;
      return true;
    },
    list: unread,
    query: unread,
  };
}
