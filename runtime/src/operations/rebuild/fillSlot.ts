import type { RebuildAnswer } from '../../model/control.js';
import type { Slot } from '../../projections/readStore.js';
import { pace } from '../../stream/pace.js';
import { fill } from './fill.js';
import { retryParked } from './parkedRows.js';
import { newWork, progressOf, type RebuildContext, takenOver } from './rebuildContext.js';

/** The number of parked streams at which a rebuild stops: the fold itself must be wrong then. */
const mostParked = 100;

/** Folds all existing commits into a slot, from where the work is. Returns undefined once the slot has all of them, and may be read. */
export async function fillSlot(context: RebuildContext, into: Slot, id: string): Promise<RebuildAnswer | undefined> {
  const { request, projection, lease, scan, code, now, runtime, mayGoOn } = context;
  const { acceptParked = false, acceptCode = false, rate } = request;
  const consumer = context.consumerOf(into);
  // Only the rebuild itself saves how far it is: without that it starts again, which is safe.
  if (lease.work()?.id !== id && !(await lease.keep(await newWork(context, id)))) return takenOver(context);
  const work = lease.work();
  const progress = () => progressOf(context, id, 'filling');
  if (work?.code !== code && !acceptCode) return { status: 'otherCode', ...progress() };

  let parked = await runtime.parked.count(consumer.name);
  const tooMany = () => !acceptParked && parked >= mostParked;
  const retried = async (): Promise<RebuildAnswer | undefined> => {
    if (acceptParked || parked === 0) return undefined;
    const first = await retryParked(consumer, runtime, mayGoOn);
    parked = await runtime.parked.count(consumer.name);
    return first && parked > 0 ? { status: 'parked', ...progress(), parked, first } : undefined;
  };
  if (tooMany()) {
    const stopped = await retried();
    if (stopped && tooMany()) return stopped;
  }
  const done = await fill({
    projection,
    consumer,
    scan,
    lease,
    pace: pace(rate, now),
    limit: pageOf(rate, work?.cursors.length ?? 1),
    runtime: {
      ...runtime,
      onParked(facts) {
        parked += 1;
        runtime.onParked(facts);
      },
    },
    mayGoOn: () => mayGoOn() && !tooMany(),
  });
  if (!done && !tooMany()) return { status: 'goesOn', ...progress() };
  // Live events are parked too, by others.
  parked = await runtime.parked.count(consumer.name);
  const stopped = await retried();
  return stopped ?? (done ? undefined : { status: 'goesOn', ...progress() });
}

/** Most commits of a page: in a megabyte there are thousands of small ones, and as objects each takes ten times its bytes, in all parts at once. */
const mostCommits = 250;

/** Commits of a page; where a rate is to be kept, those of a second are for all parts together. */
const pageOf = (rate = Number.POSITIVE_INFINITY, parts: number): number => Math.max(1, Math.min(mostCommits, Math.floor(rate / parts)));
