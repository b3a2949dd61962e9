import { EventEmitter, once } from 'node:events';
import type { ExpectedVersion } from '../../runtime/src/index.js';
import type { Outcome } from './history.js';
import type { Role } from './roles.js';
import { type Step, stepAt } from './schedule.js';

/** Sends a command once, and tells what came of it; nothing when its process was killed. */
export type Send = (order: { readonly lane: number; readonly step: number; readonly planned: Step }) => Promise<Outcome | undefined>;

export type LaneOptions = {
  readonly seed: number;
  readonly lanes: number;
  readonly over: () => boolean;
  readonly send: Send;
  readonly began: (role: Role) => void;
};

/** How many steps a lane may be ahead of the last one: repeats are to come while, or soon after, what they repeat. */
const lead = 8;
/** How often a command whose outcome is open is sent again, under its key. */
const retries = 3;

/** Runs all lanes until it is over: sequences of commands, each begun when the one before was answered or lost. */
export async function runLanes(options: LaneOptions): Promise<void> {
  const { lanes, seed, over, began } = options;
  const steps = Array.from({ length: lanes }, () => 0);
  const progress = new EventEmitter().setMaxListeners(lanes + 1);

  const run = async (lane: number) => {
    for (let step = 0; !over(); step += 1) {
      steps[lane] = step;
      progress.emit('step');
      while (step > Math.min(...steps) + lead && !over()) await once(progress, 'step');
      if (over()) break;
      const planned = stepAt(seed, lanes, lane, step);
      began(planned.role);
      await sendUntilKnown(options, lane, step, planned);
    }
    // Whoever waits for this lane need not any more.
    steps[lane] = Number.POSITIVE_INFINITY;
    progress.emit('step');
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
}

async function sendUntilKnown({ send, over }: LaneOptions, lane: number, step: number, planned: Step): Promise<void> {
  let outcome = await send({ lane, step, planned });
  for (let retry = 0; retry < retries && planned.command.key !== undefined && isOpen(outcome) && !over(); retry += 1) {
    outcome = await send({ lane, step, planned: { role: 'repeat', command: planned.command, faults: [] } });
  }
}

const worthARetry = new Set(['StoreUnavailable', 'StoreThrottled', 'Conflict']);

const isOpen = (outcome: Outcome | undefined) => outcome === undefined || (outcome.kind === 'refused' && worthARetry.has(outcome.code));

/** What a command expects, now that it is sent. This depends on what was answered until now: not on the seed alone. */
export function expectedNow({ command: { expects, id } }: Step, lastSeen: (id: string) => number): ExpectedVersion {
  if (typeof expects === 'string') return expects;
  return Math.max(0, (id === undefined ? 0 : lastSeen(id)) - expects.belowLastSeen);
}
