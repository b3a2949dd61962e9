import type { Commit } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import { maxAttempts } from '../../retry/attempts.js';
import type { BookmarkChange } from '../../stream/bookmarks/bookmarks.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import { type Consumer, done, failed, type Outcome, type StreamBatch, type Waits } from '../../stream/consumer.js';
import { contiguousCommits, endOf } from '../../stream/contiguousCommits.js';
import { rowConflict } from '../rows/rowConflict.js';
import type { PositionedRow, RowChange, RowStore, SharedRows } from '../rows/rowStore.js';
import { type Folding, foldEvent } from './foldRow.js';
import { type KeyedEvent, keyedEvents } from './rowKeys.js';

/** A projection whose rows are fed by many streams, at work. */
export type Sharing = Folding & {
  readonly name: string;
  readonly rows: RowStore;
  readonly shared: SharedRows;
  readonly store: EventStore;
};

/** A commit to be taken, with the rows that its events are for. */
type Step = { readonly commit: Commit; readonly events: readonly KeyedEvent[] };

/** The work of a stream: its steps from a position on, and the error that stopped it, if there was one. */
type Due = { readonly index: number; readonly stream: string; readonly expected: number | undefined; readonly steps: readonly Step[] };

/** Rows and positions that are written together. */
type Unit = { readonly rows: Map<string, RowChange>; readonly positions: Map<string, BookmarkChange>; readonly indexes: Set<number> };

/**
 * Folds events of many streams into the rows that their keys name. A row and the positions of the streams that it took events from are
 * written in one transaction, so each event takes effect once; a batch writes a row once, unless it needs more than one transaction.
 */
export function rowsByKey(sharing: Sharing): Consumer {
  const { name, projection, shared } = sharing;

  return {
    name,
    follows: (aggregate) => projection.from.some((source) => source.name === aggregate),
    take: (batches, waits) => take(sharing, batches, waits).catch((error: unknown) => batches.map(() => failed(error))),
    async skip(stream, commit) {
      const expected = (await shared.positions([stream])).get(stream);
      if ((expected ?? 0) !== commit.version - 1) return false;
      return shared.commit([], [{ stream, position: commit.last, expected }]);
    },
    positions: (streams) => shared.positions(streams),
  };
}

async function take(sharing: Sharing, batches: readonly StreamBatch[], waits: Waits): Promise<readonly Outcome[]> {
  const { projection, shared, rows } = sharing;
  const outcomes: Outcome[] = batches.map(({ stream }) => failed(rowConflict(projection.name, stream)));
  let open = batches.map((batch, index): Open => ({ batch, index }));
  for (let attempt = 1; attempt <= maxAttempts.row && open.length > 0; attempt++) {
    const positions = await shared.positions(open.map(({ batch }) => batch.stream));
    const found = await mapConcurrently(open, (each) => dueOf(sharing, each, positions.get(each.batch.stream), waits));
    for (const [at, { index }] of open.entries()) outcomes[index] = found[at]?.outcome ?? done;
    const due = found.flatMap((each) => each.due ?? []);
    const keys = [...new Set(due.flatMap(({ steps }) => steps.flatMap(({ events }) => events.map(({ key }) => key))))];
    const folding = startFolding(sharing, keys.length === 0 ? new Map() : await rows.load(keys));
    for (const each of due) {
      const stopped = folding.add(each);
      if (stopped !== undefined) outcomes[each.index] = failed(stopped);
    }
    const lost = await commitUnits(sharing, folding.units(), outcomes);
    open = open.filter(({ index }) => lost.has(index));
    for (const { batch, index } of open) outcomes[index] = failed(rowConflict(projection.name, batch.stream));
  }
  return outcomes;
}

/** A batch that is not applied yet, and its index among all. */
type Open = { readonly batch: StreamBatch; readonly index: number };

type Found = { readonly outcome: Outcome; readonly due?: Due };

async function dueOf({ store, projection }: Sharing, { batch, index }: Open, expected: number | undefined, waits: Waits): Promise<Found> {
  const { stream, commits } = batch;
  const steps: Step[] = [];
  try {
    if ((expected ?? 0) >= endOf(commits)) return { outcome: done };
    const following = await contiguousCommits(store, batch, expected ?? 0, waits);
    if (!following) return { outcome: { status: 'waits' } };
    for (const commit of following) steps.push({ commit, events: keyedEvents(projection, commit) });
    return { outcome: done, due: { index, stream, expected, steps } };
  } catch (error) {
    return { outcome: failed(error), due: { index, stream, expected, steps } };
  }
}

/** Folds on copies of the rows, and groups what has to be written in one transaction, up to its limit. */
function startFolding(sharing: Sharing, loaded: ReadonlyMap<string, PositionedRow>) {
  const { shared } = sharing;
  const current = new Map<string, PositionedRow>(loaded);
  const finished: Unit[] = [];
  let unit: Unit = { rows: new Map(), positions: new Map(), indexes: new Set() };

  const start = () => {
    if (unit.positions.size > 0) finished.push(unit);
    unit = { rows: new Map(), positions: new Map(), indexes: new Set() };
  };
  const write = (key: string, row: unknown) => {
    const before = unit.rows.get(key)?.expected ?? (unit.rows.has(key) ? undefined : current.get(key)?.position);
    const change: RowChange = { key, row: { row, position: (before ?? 0) + 1 }, expected: before };
    unit.rows.set(key, change);
    current.set(key, change.row);
  };
  const step = (due: Due, { commit, events }: Step, position: number | undefined) => {
    const after = new Map<string, unknown>();
    for (const { key, event } of events) {
      const row = after.has(key) ? after.get(key) : (current.get(key)?.row ?? null);
      after.set(key, foldEvent(sharing, row, event));
    }
    if (after.size + 1 > shared.limit) throw tooManyRows(sharing.name, commit, after.size + 1, shared.limit);
    const more = [...after.keys()].filter((key) => !unit.rows.has(key)).length + (unit.positions.has(due.stream) ? 0 : 1);
    // Rows and positions of one transaction stay together: what does not fit begins the next one, on the rows as folded so far.
    if (unit.rows.size + unit.positions.size + more > shared.limit) start();
    for (const [key, row] of after) if (row !== (current.get(key)?.row ?? null)) write(key, row);
    const expected = unit.positions.has(due.stream) ? unit.positions.get(due.stream)?.expected : position;
    unit.positions.set(due.stream, { stream: due.stream, position: commit.last, expected });
    unit.indexes.add(due.index);
  };

  return {
    /** Folds the steps of a stream. Returns the error that stopped it, if there was one. */
    add(due: Due): unknown {
      let position = due.expected;
      for (const each of due.steps) {
        try {
          step(due, each, position);
        } catch (error) {
          return error;
        }
        position = each.commit.last;
      }
      return undefined;
    },
    units: (): readonly Unit[] => (unit.positions.size > 0 ? [...finished, unit] : finished),
  };
}

/** Writes unit after unit. Returns the batches that have to be applied again: those of the first unit that lost, and of all after it. */
async function commitUnits({ shared }: Sharing, units: readonly Unit[], outcomes: Outcome[]): Promise<ReadonlySet<number>> {
  for (const [at, { rows, positions }] of units.entries()) {
    const left = () => new Set(units.slice(at).flatMap((unit) => [...unit.indexes]));
    try {
      if (!(await shared.commit([...rows.values()], [...positions.values()]))) return left();
    } catch (error) {
      for (const index of left()) outcomes[index] = failed(error);
      break;
    }
  }
  return new Set();
}

const tooManyRows = (consumer: string, { stream, version }: Commit, size: number, limit: number) =>
  new EventSourcingError({
    code: 'TransactionTooLarge',
    message: `The events of ${stream}@${version} are for ${size - 1} rows of ${consumer}, and one transaction holds ${limit - 1} beside the position. Let one command change less.`,
    details: { size, limit },
  });
