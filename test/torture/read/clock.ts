import { setTimeout as sleep } from 'node:timers/promises';
import type { deadlineHandler } from '../../../runtime/src/lambda/index.js';
import { randomOf } from '../random.js';
import type { TortureFunction } from './invoke.js';
import type { World } from './world.js';

type ClockOptions = {
  readonly seed: number;
  readonly scheduled: World['scheduled'];
  readonly fn: TortureFunction<ReturnType<typeof deadlineHandler>>;
  readonly happened: (fault: 'deadlinesTwice') => void;
  readonly signal: AbortSignal;
};

/** Tells of deadlines that are due, as a scheduler does: each at least once, until its function has said that it knows. */
export async function runClock({ seed, scheduled, fn, happened, signal }: ClockOptions): Promise<void> {
  const container = fn.container();
  while (!signal.aborted) {
    await sleep(50);
    const due = [...scheduled].filter(([, { at }]) => Date.parse(at) <= Date.now());
    for (const [key, deadline] of due) {
      const twice = randomOf(seed, key, 'deadline').chance(0.3);
      const known = await container.run(async (handler, context) => {
        await handler(deadline, context);
        return true;
      });
      if (twice && known) {
        happened('deadlinesTwice');
        await container.run((handler, context) => handler(deadline, context));
      }
      if (known) scheduled.delete(key);
    }
  }
}
