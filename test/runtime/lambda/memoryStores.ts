import type { Commit } from '../../../runtime/src/domain/commit.js';
import type { CommitScan } from '../../../runtime/src/eventStore/commitScan.js';
import type { StreamTips } from '../../../runtime/src/eventStore/streamTips.js';
import { type EventStore, inMemoryEventStore } from '../../../runtime/src/index.js';
import type { Stores } from '../../../runtime/src/lambda/stores.js';
import type { BegunReplay, SweepCursor } from '../../../runtime/src/model/control.js';
import { inMemoryRowStore } from '../../../runtime/src/projections/rows/inMemoryRowStore.js';
import type { RowStore } from '../../../runtime/src/projections/rows/rowStore.js';
import { inMemoryVersionedRecords } from '../../../runtime/src/projections/slots/inMemoryVersionedRecords.js';
import { inMemoryBookmarks } from '../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import { inMemoryParkedStore } from '../../../runtime/src/stream/parked/inMemoryParkedStore.js';

/** The stores of a container, in memory. Rows of a projection are the same whoever asks for them. */
export function memoryStores(
  events: EventStore & Partial<StreamTips & CommitScan> = inMemoryEventStore(),
  more: Partial<Stores> = {},
): Stores {
  const rows = new Map<string, RowStore>();
  const replays = new Map<string, BegunReplay>();
  const cursors = new Map<string, SweepCursor>();
  return {
    events,
    tips: { tips: async (part, from) => (await events.tips?.(part, from)) ?? { tips: [] }, after: (stream) => stream },
    sweepCursors: (name) => ({
      load: async () => cursors.get(name),
      save: async (cursor) => void cursors.set(name, cursor),
    }),
    replays: (consumer) => ({
      load: async () => replays.get(consumer),
      save: async (replay) => void replays.set(consumer, replay),
      remove: async () => void replays.delete(consumer),
    }),
    bookmarks: inMemoryBookmarks(),
    parked: inMemoryParkedStore(),
    rowsOf(projection, slot) {
      const key = `${projection.name}.${slot}`;
      const own = rows.get(key) ?? inMemoryRowStore(projection);
      rows.set(key, own);
      return own;
    },
    records: inMemoryVersionedRecords(),
    commits: {
      page: async (part, options) => (await events.page?.(part, options)) ?? { commits: none(), passed: 0 },
      size: async () => (await events.size?.()) ?? 0,
    },
    snapshotsOf: () => {
      throw new Error('There are no snapshots here.');
    },
    ...more,
  };
}

async function* none(): AsyncGenerator<readonly Commit[]> {}
