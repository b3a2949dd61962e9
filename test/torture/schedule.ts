import { freshCommand, type PlannedCommand } from './commands.js';
import { type CacheFault, type PlannedFault, planCacheFault, planFaults } from './faultPlan.js';
import { randomOf } from './random.js';
import { type Role, roleAt } from './roles.js';

/** What a lane does at a step: a command, and what happens to its requests. */
export type Step = {
  readonly role: Role;
  readonly command: PlannedCommand;
  readonly faults: readonly PlannedFault[];
  readonly cacheFault?: CacheFault;
  /** The process is killed so many milliseconds after it was sent, if the answer is not there before. */
  readonly killAfter?: number;
};

/**
 * How far back a repeat reaches. The runtime promises to know a command again within the last 100 of its stream; this far back,
 * and with lanes that wait for each other (`lanes.ts`), it is some 50 at most.
 */
const reach = 12;

/** The step of a lane. The same seed gives the same step, whatever happened before. */
export function stepAt(seed: number, lanes: number, lane: number, step: number): Step {
  const random = randomOf(seed, lane, step, 'step');
  const cacheFault = planCacheFault(seed, lane, step);
  const happening = { ...planFaults(seed, lane, step), ...(cacheFault ? { cacheFault } : {}) };
  const role = roleAt(seed, lane, step);
  const from = { lane: random.whole(0, lanes - 1), step: Math.max(0, step - random.whole(0, reach)) };
  const repeated = freshCommand(seed, from.lane, from.step);
  // Only what is sent under a key, by a lane that thought of it, can be repeated.
  if (role === 'fresh' || repeated.key === undefined || roleAt(seed, from.lane, from.step) !== 'fresh') {
    return { role: 'fresh', command: freshCommand(seed, lane, step), ...happening };
  }
  return { role, command: role === 'repeat' ? repeated : disguised(repeated), ...happening };
}

/** Another payload under the same key. */
const disguised = ({ data, ...command }: PlannedCommand): PlannedCommand => ({
  ...command,
  data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typeof value === 'number' ? value + 1 : `${value}a`])),
});
