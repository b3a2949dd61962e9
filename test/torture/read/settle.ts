import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator } from './operator.js';
import type { World } from './world.js';

export type Draining = {
  readonly backlog: () => number;
  readonly underWay: ReadonlySet<Promise<unknown>>;
  readonly scheduled: World['scheduled'];
  /** Commits that were stored. */
  readonly written: () => number;
  readonly signal: AbortSignal;
};

export type Settling = Draining & { readonly operator: Operator };

/** Sweeps that may find something, one after the other, before something is wrong. */
const mostSweeps = 20;

/** Waits until nothing is on its way any more, and sweeps until there is nothing to heal. */
export async function settle(settling: Settling): Promise<void> {
  for (let count = 0; count < mostSweeps; count += 1) {
    await drained(settling);
    const healed = await settling.operator.sweep();
    if (healed === 0 && isDrained(settling)) return;
  }
  throw new Error(`${mostSweeps} sweeps did not come to an end of what there is to heal.`);
}

/** Waits until nothing is on its way any more. */
export async function drained(settling: Draining): Promise<void> {
  const { underWay, written, signal } = settling;
  let before = -1;
  while (!isDrained(settling) || before !== written()) {
    signal.throwIfAborted();
    before = written();
    await Promise.race([Promise.allSettled(underWay), sleep(500)]);
    await sleep(20);
  }
}

const isDrained = ({ backlog, underWay, scheduled }: Draining): boolean => backlog() === 0 && underWay.size === 0 && scheduled.size === 0;
