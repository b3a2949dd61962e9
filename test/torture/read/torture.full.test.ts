import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { exitCode } from '../report.js';
import { findsPlanted, furtherFaults, sum, sure, told } from './plantedFaults.js';
import type { FaultName } from './report.js';
import { tortureReads } from './torture.js';

describe('the torture of the read side, in full', () => {
  it('for 20 seconds on DynamoDB finds each event in each row once and in order, and parked what is poison alone', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --side read --seconds 20 --seed ${seed}`);

    const report = await tortureReads({ seconds: 20, seed, atLeast: 150 });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.events, told(report)).to.be.at.least(150);
    for (const faults of sure) expect(sum(report, faults), `${faults.join(', ')}\n${told(report)}`).to.be.greaterThan(0);
  });

  it('finds each of thousands of events in memory in each row once and in order', async () => {
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

  findsPlanted(furtherFaults);
});
