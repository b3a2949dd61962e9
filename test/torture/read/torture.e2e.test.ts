import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { runToEnd } from '../../plugin/service.js';
import { exitCode } from '../report.js';
import type { ProblemKind } from './check/problem.js';
import { type FaultName, type ReadReport, summary } from './report.js';
import type { Sabotage } from './sabotage.js';
import { tortureReads } from './torture.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const run = fileURLToPath(new URL('../run.ts', import.meta.url));
const few = ['--database', 'memory', '--seconds', '1', '--seed', '7', '--json'];

describe('the torture of the read side', function () {
  // Twenty seconds, thrice that on a busy machine, and what starts, ends and checks.
  this.timeout(300_000);

  const told = (report: ReadReport) =>
    [JSON.stringify(summary(report)), ...report.problems.slice(0, 5).map(({ kind, where, text }) => `${kind}: ${where}: ${text}`)].join(
      '\n',
    );

  /** What a run meets, however slow the machine is. */
  const sure: readonly (readonly FaultName[])[] = [
    ['killedBefore', 'killedAfter'],
    ['lostAnswers', 'lostRequests', 'lateWrites', 'throttled', 'delayed'],
    ['late', 'twice', 'lost', 'rewound'],
    ['retried'],
    ['refusedEntries', 'failedRequests'],
    ['redrives'],
    ['sweeps'],
    ['rebuildsBegun'],
  ];
  const sum = ({ faults }: ReadReport, names: readonly FaultName[]) => names.reduce((count, name) => count + faults[name], 0);

  it('for 20 seconds on DynamoDB finds each event in each row once and in order, and parked what is poison alone', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --side read --seconds 20 --seed ${seed}`);

    const report = await tortureReads({ seconds: 20, seed, atLeast: 150 });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.events, told(report)).to.be.at.least(150);
    for (const faults of sure) expect(sum(report, faults), `${faults.join(', ')}\n${told(report)}`).to.be.greaterThan(0);
  });

  it('finds so of thousands of events in memory', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --side read --database memory --seconds 10 --seed ${seed}`);

    const report = await tortureReads({ seconds: 10, seed, atLeast: 1000, database: 'memory' });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.events, told(report)).to.be.at.least(1000);
    const further: readonly FaultName[] = [
      'lost',
      'twice',
      'split',
      'rewound',
      'doppelgangers',
      'coldStarts',
      'poisoned',
      'flaked',
      'rebuildsSwitched',
      'queuedAgain',
      'queuedTwice',
    ];
    for (const faults of [...sure, ...further.map((fault) => [fault])]) {
      expect(sum(report, faults), `${faults.join(', ')}\n${told(report)}`).to.be.greaterThan(0);
    }
  });

  it('prints its numbers as the last line', async () => {
    const { code, stdout, output } = await runToEnd(process.execPath, ['--import', 'tsx', run, '--side', 'read', ...few], repository);

    const lines = stdout.trim().split('\n');
    expect(lines[0]).to.include('--side read --database memory --seconds 1 --seed 7');
    const { faults, ...numbers } = JSON.parse(lines.at(-1) ?? '');
    expect(Object.keys(numbers)).to.deep.equal(['seconds', 'events', 'rowsWrong', 'missing', 'doubled', 'outOfOrder', 'parkedWrong']);
    expect(faults).to.be.an('object');
    expect(code, output).to.equal(0);
  });

  it('says what an argument must be', async () => {
    const { code, output } = await runToEnd(process.execPath, ['--import', 'tsx', run, '--side', 'both'], repository);

    expect(code).to.equal(2);
    expect(output).to.include("--side must be 'command' or 'read', 'both' given.");
  });

  const inMemory = { seconds: 3, atLeast: 500, database: 'memory' } as const;
  const broken: readonly { readonly sabotage: Sabotage; readonly found: ProblemKind; readonly onDynamoDB?: true }[] = [
    { sabotage: 'dropped-event', found: 'missing' },
    { sabotage: 'doubled-event', found: 'doubled' },
    { sabotage: 'swapped-events', found: 'outOfOrder' },
    { sabotage: 'unconditional-rows', found: 'rowsWrong' },
    { sabotage: 'parking-lost', found: 'parkedWrong' },
    { sabotage: 'unkeyed-commands', found: 'doubled' },
    { sabotage: 'unordered-target', found: 'outOfOrder' },
    { sabotage: 'early-switch', found: 'missing' },
    { sabotage: 'blind-writers', found: 'missing' },
    { sabotage: 'full-slot', found: 'rowsWrong' },
    { sabotage: 'forgetful-queue', found: 'missing' },
    { sabotage: 'rows-ahead', found: 'rowsWrong', onDynamoDB: true },
  ];
  for (const { sabotage, found, onDynamoDB } of broken) {
    it(`finds what is broken (${sabotage})`, async () => {
      // How much meets a fault in a run depends on the machine: a slow one takes more runs.
      const reports: ReadReport[] = [];
      for (let seed = 1; seed <= 6 && !reports.some((report) => summary(report)[found] > 0); seed += 1) {
        reports.push(await tortureReads({ ...(onDynamoDB ? { seconds: 5, atLeast: 80 } : inMemory), seed, sabotage }));
      }

      const last = reports.at(-1);
      expect(last && summary(last)[found], reports.map(told).join('\n')).to.be.greaterThan(0);
      expect(last && exitCode(last)).to.equal(1);
    });
  }
});
