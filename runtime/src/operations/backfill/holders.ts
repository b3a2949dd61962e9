import { type HeldValue, valueGuards } from '../../commands/guards/uniqueValues.js';
import { loadStream, loadTail } from '../../commands/state/loadStream.js';
import type { StreamState } from '../../commands/state/streamState.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { readOne } from '../../eventStore/readOne.js';
import type { Work } from './work.js';

type Reading = Pick<Work, 'store' | 'snapshots'>;

/** A stream, read consistently; with an earlier `state`, only what follows that. */
export async function readStream(
  { store, snapshots }: Reading,
  aggregate: AnyAggregate,
  stream: string,
  state?: StreamState,
): Promise<StreamState> {
  const source = { store, aggregate, stream };
  return (state ? await loadTail(source, state, '') : await loadStream(source, snapshots, '')).state;
}

/** Whether a stream has moved on from a version. */
export async function hasMoved({ store }: Pick<Work, 'store'>, stream: string, version: number): Promise<boolean> {
  return (await readOne(store, stream, { from: version + 1 })) !== undefined;
}

/** The values that a stream holds now. */
export async function valuesOf(work: Reading, aggregate: AnyAggregate, stream: string): Promise<HeldValue[]> {
  const { folded } = await readStream(work, aggregate, stream);
  return valueGuards(aggregate, stream, folded);
}
