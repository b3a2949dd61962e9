import type { Problem, ProblemKind } from './check/problem.js';
import type { InvocationFault } from './invoke.js';

/** What can happen to the records of the events table's stream. */
export type StreamFault = 'lost' | 'late' | 'twice' | 'split' | 'retried' | 'rewound';

/** What can happen to messages of a queue: they come again, since they were not taken, or though they were. */
export type QueueFault = 'queuedAgain' | 'queuedTwice';

export type FaultName =
  | InvocationFault
  | StreamFault
  | QueueFault
  | 'poisoned'
  | 'flaked'
  | 'refusedEntries'
  | 'failedRequests'
  | 'deadlinesTwice'
  | 'redrives'
  | 'sweeps'
  | 'rebuildsBegun'
  | 'rebuildsSwitched'
  | 'rebuildsAborted';

/** How often each thing was done to the consumers. */
export type Faults = Record<FaultName, number>;

export type ReadReport = {
  readonly seed: number;
  readonly seconds: number;
  /** In the events table, those of processes included. */
  readonly events: number;
  readonly problems: readonly Problem[];
  readonly faults: Faults;
};

export const noFaults = (): Faults => ({
  lost: 0,
  late: 0,
  twice: 0,
  split: 0,
  retried: 0,
  rewound: 0,
  queuedAgain: 0,
  queuedTwice: 0,
  doppelgangers: 0,
  coldStarts: 0,
  outOfTime: 0,
  killedBefore: 0,
  killedAfter: 0,
  lostAnswers: 0,
  lostRequests: 0,
  lateWrites: 0,
  throttled: 0,
  delayed: 0,
  transactionConflicts: 0,
  poisoned: 0,
  flaked: 0,
  refusedEntries: 0,
  failedRequests: 0,
  deadlinesTwice: 0,
  redrives: 0,
  sweeps: 0,
  rebuildsBegun: 0,
  rebuildsSwitched: 0,
  rebuildsAborted: 0,
});

/** The numbers that a run is judged by. */
export function summary({ seconds, events, problems, faults }: ReadReport) {
  const count = (kind: ProblemKind) => problems.filter((problem) => problem.kind === kind).length;
  return {
    seconds,
    events,
    rowsWrong: count('rowsWrong'),
    missing: count('missing'),
    doubled: count('doubled'),
    outOfOrder: count('outOfOrder'),
    parkedWrong: count('parkedWrong'),
    faults,
  };
}
