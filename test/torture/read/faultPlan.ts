import { type Random, randomOf } from '../random.js';

/** What can happen to a call that leaves a container. */
export type CallFault =
  | 'lostAnswers'
  | 'lostRequests'
  /** The answer is lost, and the write arrives only later, when its sender has gone on. */
  | 'lateWrites'
  | 'throttled'
  | 'delayed'
  | 'transactionConflicts'
  | 'killedBefore'
  | 'killedAfter';

export type PlannedFault = {
  readonly fault: CallFault;
  /** Below the SDK's retries, to one try; or above them, as if the SDK had given up. */
  readonly at: 'call' | 'try';
  /** The calls that it may happen to. */
  readonly of: 'all' | 'writes' | 'transactions';
  /** Those that pass before. */
  skip: number;
  readonly milliseconds: number;
};

/** What happens to an invocation: to its calls, and to how it is made. */
export type InvocationPlan = {
  readonly faults: readonly PlannedFault[];
  /** Two containers are given the same at the same time. */
  readonly twice: boolean;
  /** A container that knows nothing yet takes it. */
  readonly fresh: boolean;
  /** Milliseconds that are left of it as it begins. */
  readonly timeLeft: number;
};

export const calmly: InvocationPlan = { faults: [], twice: false, fresh: false, timeLeft: 300_000 };

/** What happens to a numbered invocation of a function, which makes some calls. The same seed gives the same, whatever is in the batch. */
export function planInvocation(seed: number, name: string, number: number, calls: number): InvocationPlan {
  const random = randomOf(seed, name, number, 'invocation');
  return {
    faults: faultsOf(random, calls),
    twice: random.chance(0.04),
    fresh: random.chance(0.05),
    // Less than a commit that hangs may take.
    timeLeft: random.chance(0.03) ? 50_000 : 300_000,
  };
}

function faultsOf(random: Random, calls: number): readonly PlannedFault[] {
  const draw = random.next();
  if (draw < 0.22) return [planned(random, random.pick(['killedBefore', 'killedAfter', 'killedAfter']), 'writes', calls)];
  if (draw < 0.55) return [];
  return Array.from({ length: random.whole(1, 3) }, () => {
    const fault = random.pick<CallFault>([
      'lostAnswers',
      'lostAnswers',
      'lostRequests',
      'lateWrites',
      'throttled',
      'delayed',
      'transactionConflicts',
    ]);
    if (fault === 'transactionConflicts') return planned(random, fault, 'transactions', calls);
    return planned(random, fault, fault === 'lostAnswers' || fault === 'lateWrites' ? 'writes' : random.pick(['all', 'writes']), calls);
  });
}

const planned = (random: Random, fault: CallFault, of: PlannedFault['of'], calls: number): PlannedFault => ({
  fault,
  of,
  // A transaction's conflict comes with the answer to the request. Ports other than DynamoDB's have calls alone.
  at: fault === 'transactionConflicts' || random.chance(0.6) ? 'call' : 'try',
  skip: Math.min(random.whole(0, calls), random.whole(0, calls)),
  milliseconds: random.whole(2, 200),
});
