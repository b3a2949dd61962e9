import { setImmediate } from 'node:timers/promises';
import { encodeCommit } from '../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import { type Commit, type EventStore, inMemoryEventStore, inMemoryRowStore, type RowStore } from '../../../runtime/src/index.js';
import type { SweepCursor } from '../../../runtime/src/model/control.js';
import { inMemoryVersionedRecords } from '../../../runtime/src/projections/slots/inMemoryVersionedRecords.js';
import type { SlotState } from '../../../runtime/src/projections/slots/slots.js';
import { inMemoryBookmarks } from '../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import { inMemoryParkedStore } from '../../../runtime/src/stream/parked/inMemoryParkedStore.js';
import type { StoredCommit } from '../check/timeline.js';
import { portCall, through } from './gate.js';
import { gatedRows, oneByOne } from './gatedRows.js';
import type { Item } from './requests.js';
import type { RowKeeper, Storage } from './storage.js';

/** All in memory: thousands of events in the time that a database takes for some hundreds. */
export function memoryStorage({ committed }: { readonly committed: (item: Item) => void }): Storage {
  const events = inMemoryEventStore();
  const commits: StoredCommit[] = [];
  const bookmarks = inMemoryBookmarks();
  const parked = inMemoryParkedStore();
  const notes = inMemoryVersionedRecords();
  const cursors = new Map<string, SweepCursor>();
  // Who has parked something.
  const consumers = new Set<string>();
  const store: EventStore = {
    append: (commit) =>
      passing('transaction', async () => {
        const result = await events.append(commit);
        if (result.status === 'appended') stored([commit]);
        return result;
      }),
    transact: (transaction) =>
      passing('transaction', async () => {
        const result = await events.transact(transaction);
        if (result.status === 'appended') stored(transaction.commits);
        return result;
      }),
    loadGuard: (key) => passing('read', () => events.loadGuard(key)),
    async *read(stream, options) {
      yield* await passing('read', async () => {
        const found: Commit[] = [];
        for await (const commit of events.read(stream, options)) found.push(commit);
        return found;
      });
    },
  };

  function stored(added: readonly Commit[]): void {
    commits.push(...added);
    for (const commit of added) committed(encodeCommit(commit));
  }

  return {
    stores: {
      events: store,
      bookmarks: {
        load: (consumer, streams) => passing('read', () => bookmarks.load(consumer, streams)),
        move: (consumer, change) => passing('write', () => bookmarks.move(consumer, change)),
      },
      parked: {
        load: (consumer, stream) => passing('read', () => parked.load(consumer, stream)),
        park: (what) => {
          consumers.add(what.consumer);
          return passing('write', () => parked.park(what));
        },
        extend: (consumer, stream, last) => passing('write', () => parked.extend(consumer, stream, last)),
        release: (consumer, stream, last) => passing('write', () => parked.release(consumer, stream, last)),
        list: (consumer, page) => passing('read', () => parked.list(consumer, page)),
        count: (consumer) => passing('read', () => parked.count(consumer)),
      },
      records: {
        load: (name) => passing('read', () => notes.load(name)),
        save: (name, value, seen) => passing('write', () => notes.save(name, value, seen)),
      },
      commits: { page: (part, options) => passing('read', () => events.page(part, options)), size: () => events.size() },
      tips: { tips: (part, from) => passing('read', () => events.tips(part, from)), after: events.after },
      sweepCursors: (name) => ({
        load: async () => cursors.get(name),
        save: async (cursor) => void cursors.set(name, cursor),
      }),
      replays() {
        throw new Error('Nothing is replayed here.');
      },
    },
    keepers: [memoryRows()],
    commits: async () => commits,
    bookmarks: (consumer, streams) => bookmarks.load(consumer, streams),
    async parked() {
      const pages = await Promise.all([...consumers].map((consumer) => parked.list(consumer, { limit: Number.MAX_SAFE_INTEGER })));
      return pages.flatMap((page) => page.parked);
    },
    slots: async () => new Map(Object.entries((await notes.load<Readonly<Record<string, SlotState>>>('slots'))?.value ?? {})),
  };
}

/** Through the gate, with a turn in between for others to come first. */
const passing = <Result>(kind: 'read' | 'write' | 'transaction', work: () => Promise<Result>): Promise<Result> =>
  through(portCall('memory', kind), async () => {
    await setImmediate();
    return work();
  });

/** Rows in memory. */
export function memoryRows(): RowKeeper {
  const all = new Map<string, RowStore>();
  return {
    store: 'memory',
    async make(projection, slot) {
      const plain = inMemoryRowStore(projection);
      all.set(`${projection.name}.${slot}`, plain);
      return oneByOne(gatedRows(plain, `memory ${projection.name}.${slot}`));
    },
    async found(projection, slot, { streams, keys }) {
      const plain = all.get(`${projection}.${slot}`);
      if (!plain?.shared) throw new TypeError(`There are no rows of ${projection} in memory.`);
      return { rows: await plain.load(keys), positions: await plain.shared.positions(streams) };
    },
  };
}
