import { expect } from 'chai';
import { exitCode } from '../report.js';
import type { ProblemKind } from './check/problem.js';
import { type FaultName, type ReadReport, summary } from './report.js';
import type { Sabotage } from './sabotage.js';
import { tortureReads } from './torture.js';

/** What a failed assertion on a run shows. */
export const told = (report: ReadReport) =>
  [JSON.stringify(summary(report)), ...report.problems.slice(0, 5).map(({ kind, where, text }) => `${kind}: ${where}: ${text}`)].join('\n');

/** What a run meets, however slow the machine is. */
export const sure: readonly (readonly FaultName[])[] = [
  ['killedBefore', 'killedAfter'],
  ['lostAnswers', 'lostRequests', 'lateWrites', 'throttled', 'delayed'],
  ['late', 'twice', 'lost', 'rewound'],
  ['retried'],
  ['refusedEntries', 'failedRequests'],
  ['redrives'],
  ['sweeps'],
  ['rebuildsBegun'],
];
/** How often a run met any of these. */
export const sum = ({ faults }: ReadReport, names: readonly FaultName[]) => names.reduce((count, name) => count + faults[name], 0);

type PlantedFault = { readonly sabotage: Sabotage; readonly found: ProblemKind; readonly onDynamoDB?: true };

/** One for each kind of problem. */
export const firstFaults: readonly PlantedFault[] = [
  { sabotage: 'dropped-event', found: 'missing' },
  { sabotage: 'doubled-event', found: 'doubled' },
  { sabotage: 'swapped-events', found: 'outOfOrder' },
  { sabotage: 'unconditional-rows', found: 'rowsWrong' },
  { sabotage: 'parking-lost', found: 'parkedWrong' },
];

/** The others. */
export const furtherFaults: readonly PlantedFault[] = [
  { sabotage: 'unkeyed-commands', found: 'doubled' },
  { sabotage: 'unordered-target', found: 'outOfOrder' },
  { sabotage: 'early-switch', found: 'missing' },
  { sabotage: 'blind-writers', found: 'missing' },
  { sabotage: 'full-slot', found: 'rowsWrong' },
  { sabotage: 'forgetful-queue', found: 'missing' },
  { sabotage: 'rows-ahead', found: 'rowsWrong', onDynamoDB: true },
];

/** Cases that plant faults, and expect runs to find them. */
export const findsPlanted = (faults: readonly PlantedFault[]): void => {
  const inMemory = { seconds: 2, atLeast: 400, database: 'memory' } as const;
  for (const { sabotage, found, onDynamoDB } of faults) {
    it(`finds what is broken on the read side (${sabotage})`, async () => {
      // How much meets a fault in a run depends on the machine: a slow one takes more runs.
      const reports: ReadReport[] = [];
      for (let seed = 1; seed <= 12 && !reports.some((report) => summary(report)[found] > 0); seed += 1) {
        reports.push(await tortureReads({ ...(onDynamoDB ? { seconds: 5, atLeast: 80 } : inMemory), seed, sabotage }));
      }

      const last = reports.at(-1);
      expect(last && summary(last)[found], reports.map(told).join('\n')).to.be.greaterThan(0);
      expect(last && exitCode(last)).to.equal(1);
    });
  }
};
