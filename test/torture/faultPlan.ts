import { freshCommand } from './commands.js';
import { randomOf } from './random.js';
import { roleAt } from './roles.js';

/** What can happen to a request to the store. */
export type RequestFault =
  | 'lostAnswers'
  | 'lostRequests'
  /** The answer is lost, and the put arrives only later, when its sender has gone on. */
  | 'latePuts'
  | 'throttled'
  | 'delayed'
  | 'transactionConflicts'
  | 'killedBeforePut'
  | 'killedAfterPut';

export type PlannedFault = {
  readonly fault: RequestFault;
  /** Below the SDK's retries, to one try; or above them, as if the SDK had given up. */
  readonly at: 'try' | 'call';
  /** It waits for a put; else it happens to whatever request is next. */
  readonly toPut: boolean;
  readonly milliseconds: number;
};

/** What can happen to what is only a cache. */
export type CacheFault = 'snapshotsDeleted' | 'snapshotsPutBack' | 'cachesAged';

/** Steps between two kills of a lane's process: a new one takes a second of a core. */
const stepsPerKill = 50;
const search = 20;
const kills = ['killedBeforePut', 'killedAfterPut', 'killedInFlight'] as const;

/** What happens to the requests of a lane's step, in order: each fault waits for a request that it fits. */
export function planFaults(seed: number, lane: number, step: number): { faults: readonly PlannedFault[]; killAfter?: number } {
  const random = randomOf(seed, lane, step, 'faults');
  const kill = killAt(seed, lane, step);
  if (kill === undefined && random.chance(0.02)) return { faults: random.pick(outages) };
  const count = random.chance(0.3) ? random.whole(1, 3) : 0;
  const faults = Array.from({ length: count }, (): PlannedFault => {
    const fault = random.pick<RequestFault>([
      'lostAnswers',
      'lostAnswers',
      'lostRequests',
      'latePuts',
      'throttled',
      'delayed',
      'delayed',
      'transactionConflicts',
    ]);
    return { fault, at: place(fault, random.chance(0.5)), toPut: forPuts.has(fault), milliseconds: random.whole(2, 80) };
  });
  if (kill === undefined) return { faults };
  if (kill === 'killedInFlight') return { faults, killAfter: random.whole(0, 8) };
  return { faults: [{ fault: kill, at: 'try', toPut: true, milliseconds: 0 }] };
}

const forPuts: ReadonlySet<RequestFault> = new Set([
  'lostAnswers',
  'latePuts',
  'transactionConflicts',
  'killedBeforePut',
  'killedAfterPut',
]);

const fault = (name: RequestFault, at: PlannedFault['at']): PlannedFault => ({
  fault: name,
  at,
  toPut: forPuts.has(name),
  milliseconds: 0,
});

/** Faults that come together, since alone they are of no consequence: the command is stored, and it looks as if it were not. */
const outages: readonly [readonly PlannedFault[], ...(readonly PlannedFault[])[]] = [
  // The SDK's next tries are throttled, until it gives up.
  [fault('lostAnswers', 'try'), ...Array.from({ length: 4 }, () => fault('throttled', 'try'))],
  // Whether it was stored cannot be read.
  [fault('lostAnswers', 'call'), fault('throttled', 'call')],
  // It was the last try of as many as the runtime makes.
  [...Array.from({ length: 11 }, () => fault('transactionConflicts', 'call')), fault('lostAnswers', 'call')],
];

// The SDK does not try a transaction's conflict again: it makes no difference where it comes from.
const place = (fault: RequestFault, call: boolean) => (fault === 'transactionConflicts' || call ? 'call' : 'try');

/** One kill in each block of steps, the kinds in turn: a short run has them all. */
function killAt(seed: number, lane: number, step: number): (typeof kills)[number] | undefined {
  const block = Math.floor(step / stepsPerKill);
  const kill = kills[(lane + block) % kills.length] ?? 'killedInFlight';
  const drawn = block * stepsPerKill + randomOf(seed, lane, block, 'kill').whole(0, stepsPerKill - 1 - search);
  let chosen = drawn;
  // A process that is to be killed at its put is to come to one.
  while (kill !== 'killedInFlight' && chosen < drawn + search && !comesToPut(seed, lane, chosen)) chosen += 1;
  return step === chosen ? kill : undefined;
}

function comesToPut(seed: number, lane: number, step: number): boolean {
  const { command, data, expects } = freshCommand(seed, lane, step);
  return roleAt(seed, lane, step) === 'fresh' && command === 'Deposit' && Number(data.amount) > 0 && expects === 'any';
}

/** What happens to the caches before a lane's step is sent, if anything does. */
export function planCacheFault(seed: number, lane: number, step: number): CacheFault | undefined {
  const draw = randomOf(seed, lane, step, 'caches').next();
  if (draw < 0.03) return 'cachesAged';
  if (draw < 0.05) return 'snapshotsPutBack';
  return draw < 0.07 ? 'snapshotsDeleted' : undefined;
}
