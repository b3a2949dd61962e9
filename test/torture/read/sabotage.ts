import type { AnyProjection, Commit, EventStore, RowChange, RowStore } from '../../../runtime/src/index.js';
import type { StreamHandler } from '../../../runtime/src/lambda/index.js';
import type { Stores } from '../../../runtime/src/lambda/stores.js';
import { projectionConsumer } from '../../../runtime/src/projections/projectionConsumer.js';
import type { ParkedStore } from '../../../runtime/src/stream/parked/parked.js';
import type { Validate } from '../../../runtime/src/validation/violations.js';
import { randomOf } from '../random.js';

/** Ways to break what is tortured: for the tests that show that a run finds what is broken. */
export type Sabotage =
  /** Some events are folded into their row's position, and not into the row. */
  | 'dropped-event'
  | 'doubled-event'
  /** Two events of a row are folded in each other's place. */
  | 'swapped-events'
  /** Rows overwrite what is there. */
  | 'unconditional-rows'
  /** What is parked is forgotten. */
  | 'parking-lost'
  /** A process's commands have no id of their own. */
  | 'unkeyed-commands'
  /** What a target refused is sent again after what came behind it. */
  | 'unordered-target'
  /** A rebuild takes its scan for done while parts of the table are unread, and switches. */
  | 'early-switch'
  /** Events that come during a rebuild, and after it, go into the slot of before alone. */
  | 'blind-writers'
  /** A slot that nobody reads any more is not emptied. */
  | 'full-slot'
  /** Rows of commands are written before the commits that they are of. */
  | 'rows-ahead'
  /** A queue deletes what the function behind it did not take. */
  | 'forgetful-queue';

/** What a fold makes of an event: as it is, or sabotaged. */
export type FoldFault = <Row extends { readonly seen: number[] }, Event extends { readonly aggregateId: string; readonly version: number }>(
  row: Row | undefined,
  event: Event,
  fold: (row: Row | undefined, event: Event) => Row,
) => Row | undefined;

export const foldFault =
  (sabotage?: Sabotage): FoldFault =>
  (row, event, fold) => {
    const next = fold(row, event);
    // The same for the same event, whoever folds it.
    if (!row || !randomOf(event.aggregateId, event.version, 'sabotage').chance(0.05)) return next;
    if (sabotage === 'dropped-event') return row;
    if (sabotage === 'doubled-event') return fold(next, event);
    if (sabotage !== 'swapped-events') return next;
    return { ...next, seen: [...row.seen.slice(0, -1), event.version, ...row.seen.slice(-1)] };
  };

/** Parked streams that are not. */
export const forgetful = (parked: ParkedStore): ParkedStore => ({ ...parked, park: async () => {} });

/** Rows that overwrite what is there. */
export function unconditional(rows: RowStore): RowStore {
  const asTheyAre = async (changes: readonly RowChange[]): Promise<readonly RowChange[]> => {
    const before = await rows.load(changes.map(({ key }) => key));
    return changes.map(({ key, row }) => ({ key, row, expected: before.get(key)?.position }));
  };
  const { shared } = rows;
  return {
    ...rows,
    save: async (changes) => rows.save(await asTheyAre(changes)),
    ...(shared && { shared: { ...shared, commit: async (changes, positions) => shared.commit(await asTheyAre(changes), positions) } }),
  };
}

/** A scan that finds nothing but in the first part of the table. */
export const hasty = (commits: Stores['commits']): Stores['commits'] => ({
  ...commits,
  async page(part, options) {
    const page = await commits.page(part, options);
    return part.index === 0 && options.from === undefined ? page : { passed: page.passed, commits: nothing() };
  },
});

async function* nothing(): AsyncGenerator<never> {}

/** Notes that know of no rebuild: what takes records writes the first slot for ever. */
export const blind = (notes: Stores['records']): Stores['records'] => ({
  ...notes,
  load: async (name) => (name === 'slots' ? undefined : notes.load(name)),
});

/** Rows that stay where they are. */
export const lasting = (rows: RowStore): RowStore => ({ ...rows, clear: async () => true });

/** A function of which records and requests come to different code. */
export function withRecordsTo(records: StreamHandler, requests: StreamHandler): StreamHandler {
  return ((event: Parameters<StreamHandler>[0], context: Parameters<StreamHandler>[1]) =>
    'Records' in event ? records(event, context) : requests(event, context)) as StreamHandler;
}

/** An event store that writes the rows of commits, and then the commits. */
export function ahead(projections: readonly AnyProjection[], { events: store, rowsOf }: Stores, validate: Validate): EventStore {
  const consumers = projections.map((projection) => projectionConsumer({ projection, rows: rowsOf(projection, 'a'), store, validate }));
  const write = ({ stream, ...commit }: Commit) =>
    Promise.all(consumers.map((consumer) => consumer.take([{ stream, commits: [{ stream, ...commit }] }], async () => true)));
  return {
    ...store,
    async append(commit) {
      await write(commit);
      return store.append(commit);
    },
  };
}
