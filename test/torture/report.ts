import type { Problem, ProblemKind } from './check/problem.js';
import type { CacheFault, RequestFault } from './faultPlan.js';

export type FaultName = RequestFault | CacheFault | 'killedInFlight' | 'repeated' | 'impostors';

/** How often each thing was done to the runtime. */
export type Faults = Record<FaultName, number>;

export type Report = {
  readonly seed: number;
  readonly seconds: number;
  /** Commands sent, repeats included. */
  readonly commands: number;
  /** Those whose sender was told that they took effect, or that there was nothing to do. */
  readonly acknowledged: number;
  readonly problems: readonly Problem[];
  readonly faults: Faults;
  /** Where the history was left, when there are problems. */
  readonly history?: string;
};

export const noFaults = (): Faults => ({
  lostAnswers: 0,
  lostRequests: 0,
  latePuts: 0,
  throttled: 0,
  delayed: 0,
  transactionConflicts: 0,
  killedBeforePut: 0,
  killedAfterPut: 0,
  killedInFlight: 0,
  snapshotsDeleted: 0,
  snapshotsPutBack: 0,
  cachesAged: 0,
  repeated: 0,
  impostors: 0,
});

/** The numbers that a run is judged by. */
export function summary({ seconds, commands, acknowledged, problems, faults }: Report) {
  const count = (kind: ProblemKind) => problems.filter((problem) => problem.kind === kind).length;
  return {
    seconds,
    commands,
    acknowledged,
    lost: count('lost'),
    duplicated: count('duplicated'),
    gaps: count('gaps'),
    wrongAnswers: count('wrongAnswers'),
    unjustifiedRejections: count('unjustifiedRejections'),
    faults,
  };
}

/** Numbers that a run is judged by, with how often each thing was done. */
type Summary = { readonly faults: Readonly<Record<string, number>> } & Readonly<Record<string, unknown>>;

/** The same for people. */
export function table({ faults, ...numbers }: Summary): string {
  const lines = (values: Readonly<Record<string, unknown>>, indent: string) =>
    Object.entries(values).map(([name, value]) => `${indent}${name.padEnd(24 - indent.length)}${String(value).padStart(8)}`);
  return [...lines(numbers, ''), 'faults', ...lines(faults, '  ')].join('\n');
}

export const exitCode = ({ problems }: { readonly problems: readonly object[] }): 0 | 1 => (problems.length === 0 ? 0 : 1);

/** What a failed assertion on a run shows. */
export const told = (report: Report) =>
  [JSON.stringify(summary(report)), ...report.problems.slice(0, 5).map(({ kind, stream, text }) => `${kind}: ${stream}: ${text}`)].join(
    '\n',
  );
