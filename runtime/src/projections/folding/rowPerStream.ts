import type { Commit } from '../../domain/commit.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import { maxAttempts } from '../../retry/attempts.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import { type Consumer, done, failed, type Outcome, type StreamBatch, type Waits } from '../../stream/consumer.js';
import { contiguousCommits, endOf } from '../../stream/contiguousCommits.js';
import { expiryField } from '../rows/expiry.js';
import { rowConflict } from '../rows/rowConflict.js';
import { rowKey } from '../rows/rowKey.js';
import { rowPositions } from '../rows/rowPositions.js';
import type { PositionedRow, RowChange, RowStore } from '../rows/rowStore.js';
import { type Folding, foldEvent, foldedEvents } from './foldRow.js';

/** A projection whose rows are each fed by one stream, at work: where its rows go, and where missing commits are read. */
export type Projecting = Folding & {
  readonly name: string;
  readonly rows: RowStore;
  readonly store: EventStore;
  /** Most rows do not exist yet, as in a rebuild: a stream's first commits are written without a read, on condition that there is no row. Default: false. */
  readonly fresh?: boolean;
};

/** The result of a batch: its outcome, and the row to write, if there is one. */
type Step = { readonly outcome: Outcome; readonly change?: RowChange };

/**
 * Brings the rows of streams to the end of their batches, whatever of them they have seen: what a row reflects is skipped, what lies
 * between is read from the table. The position is in the row, so each event takes effect once: one write for a row, however many events there are.
 */
export function rowPerStream(projecting: Projecting): Consumer {
  const { name, projection, rows, fresh = false } = projecting;
  const keyOf = (stream: string) => rowKey(projection, stream);

  async function take(batches: readonly StreamBatch[], waits: Waits): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = batches.map(({ stream }) => failed(rowConflict(projection.name, keyOf(stream))));
    let open = batches.map((batch, index) => ({ batch, index }));
    for (let attempt = 1; attempt <= maxAttempts.row && open.length > 0; attempt++) {
      const read = fresh && attempt === 1 ? open.filter(({ batch }) => batch.commits[0]?.version !== 1) : open;
      const before = read.length === 0 ? noRows : await rows.load(read.map(({ batch }) => keyOf(batch.stream)));
      const steps = await mapConcurrently(open, async ({ batch, index }) => {
        const row = before.get(keyOf(batch.stream));
        const step = await stepOf(projecting, batch, row, waits).catch((error: unknown): Step => ({ outcome: failed(error) }));
        return { batch, index, step };
      });
      for (const { index, step } of steps) outcomes[index] = step.outcome;
      const writing = steps.flatMap(({ batch, index, step: { change } }) => (change ? [{ batch, index, change }] : []));
      const saved = await rows.save(writing.map(({ change }) => change));
      open = [];
      for (const [position, { batch, index }] of writing.entries()) {
        const result = saved[position];
        if (result?.status === 'failed') outcomes[index] = failed(result.error);
        if (result?.status !== 'conflict') continue;
        outcomes[index] = failed(rowConflict(projection.name, keyOf(batch.stream)));
        open.push({ batch, index });
      }
    }
    return outcomes;
  }

  return {
    name,
    follows: (aggregate) => projection.from.some((source) => source.name === aggregate),
    take: (batches, waits) => take(batches, waits).catch((error: unknown) => batches.map(() => failed(error))),
    async skip(stream, commit) {
      const key = keyOf(stream);
      const before = (await rows.load([key])).get(key);
      if ((before?.position ?? 0) !== commit.version - 1) return false;
      const row = { row: before?.row ?? null, position: commit.last };
      const [saved] = await rows.save([{ key, row, expected: before?.position }]);
      if (saved?.status === 'failed') throw saved.error;
      return saved?.status === 'saved';
    },
    positions: (streams) => rowPositions(projection, rows, streams),
  };
}

const noRows: ReadonlyMap<string, PositionedRow> = new Map();

async function stepOf(
  { store, ...folding }: Projecting,
  batch: StreamBatch,
  before: PositionedRow | undefined,
  waits: Waits,
): Promise<Step> {
  const position = before?.position ?? 0;
  if (position >= endOf(batch.commits)) return { outcome: done };
  const due = await contiguousCommits(store, batch, position, waits);
  if (!due) return { outcome: { status: 'waits' } };
  const commits = before === undefined && expiryField(folding.projection) !== undefined ? [...due, ...(await restOf(store, batch))] : due;
  let after: PositionedRow = before ?? { position: 0, row: null };
  let outcome: Outcome = done;
  for (const commit of commits) {
    try {
      const row = foldedEvents(folding.projection, commit).reduce((each, event) => foldEvent(folding, each, event), after.row);
      after = { row, position: commit.last };
    } catch (error) {
      outcome = failed(error);
      break;
    }
  }
  if (after.position === position) return { outcome };
  return { outcome, change: { key: rowKey(folding.projection, batch.stream), row: after, expected: before?.position } };
}

/**
 * What came after a batch. A row that expired goes with its position: what makes it again may be an old delivery, and has to make it as it
 * was, with all of its stream, or it would be shown as it once was.
 */
async function restOf(store: EventStore, { stream, commits }: StreamBatch): Promise<readonly Commit[]> {
  const rest: Commit[] = [];
  for await (const commit of store.read(stream, { from: endOf(commits) + 1 })) rest.push(commit);
  return rest;
}
