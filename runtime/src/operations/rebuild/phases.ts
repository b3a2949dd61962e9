import { EventSourcingError } from '../../domain/errors.js';
import type { RebuildAnswer } from '../../model/control.js';
import type { AnyProjection } from '../../projections/projection.js';
import type { Slot } from '../../projections/readStore.js';
import { otherSlot, type RebuildState, type SlotState } from '../../projections/slots/slots.js';
import { fillSlot } from './fillSlot.js';
import { forget } from './parkedRows.js';
import { newWork, progressOf, type RebuildContext, takenOver, timeOf } from './rebuildContext.js';

/** Empties the slot that is not read, and begins to write it. Returns undefined if the next phase can begin at once. */
export async function begin(context: RebuildContext, state: SlotState): Promise<RebuildAnswer | undefined> {
  const { request, lease, slots, code, newId } = context;
  const meant = lease.work();
  if (request.abort) return { status: 'idle' };
  // Another runner has finished the rebuild that was asked for.
  if (request.id !== undefined && meant?.id !== request.id) return { status: 'done', ...progressOf(context, request.id, 'ending') };
  const id = meant?.id ?? newId();
  if (meant?.code !== code && !(await lease.keep(await newWork(context, id)))) return takenOver(context);
  if (!(await empty(context, otherSlot(state.read)))) return { status: 'goesOn', ...progressOf(context, id, 'filling') };
  await slots.change(request.projection, state, { read: state.read, rebuild: { id, phase: 'filling' } });
  return undefined;
}

/** Takes a rebuild that is under way to its next phase. Returns undefined if the next one can begin at once. */
export async function nextPhase(context: RebuildContext, state: SlotState, current: RebuildState): Promise<RebuildAnswer | undefined> {
  const { request, now, settleTimes, lease } = context;
  const { id, phase } = current;
  const change = async (next: RebuildState | undefined, read = state.read): Promise<undefined> => {
    // If another runner was faster, the caller reads the state again.
    await context.slots.change(request.projection, state, next ? { read, rebuild: next } : { read });
  };
  if (request.abort && phase === 'filling') return change({ id, phase: 'ending', abandoned: true });
  // The change was read back: every invocation that begins from now on sees it.
  if (current.since === undefined) return change({ ...current, since: timeOf(now()) });
  const ready = Date.parse(current.since) + (phase === 'switched' ? settleTimes.readers : settleTimes.writers);
  if (now() < ready) return { status: 'waits', ...progressOf(context, id, phase), until: timeOf(ready) };

  if (phase === 'filling') {
    const filled = otherSlot(state.read);
    const stopped = await fillSlot(context, filled, id);
    if (stopped) return stopped;
    // In a store whose pages lag behind its writes, all rows are visible from the first read.
    await context.rowsIn(filled).refresh?.();
    return change({ id, phase: 'switched' }, filled);
  }
  if (phase === 'switched') return change({ id, phase: 'ending' });
  const progress = progressOf(context, id, phase);
  if (!(await empty(context, otherSlot(state.read)))) return { status: 'goesOn', ...progress };
  // The work goes first: work without a rebuild means one that is about to begin.
  if (!(await lease.keep(undefined))) return takenOver(context);
  await change(undefined);
  return { status: current.abandoned ? 'abandoned' : 'done', ...progress };
}

/** Removes rows, positions and parked streams of a slot that nobody reads or writes. Says whether all are gone. */
async function empty({ projection, rowsIn, consumerOf, runtime, mayGoOn }: RebuildContext, slot: Slot): Promise<boolean> {
  const rows = rowsIn(slot);
  if (!rows.clear) throw cannotBeEmptied(projection);
  return (await rows.clear(mayGoOn)) && (await forget(consumerOf(slot).name, runtime.parked, mayGoOn));
}

const cannotBeEmptied = ({ name, store }: AnyProjection) =>
  new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `${name} cannot be rebuilt: its store ('${store.kind}') has no clear(), which empties the rows of before. Give it one.`,
    details: { definition: name },
  });
