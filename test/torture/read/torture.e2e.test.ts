import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { runToEnd } from '../../plugin/service.js';
import { exitCode } from '../report.js';
import { findsPlanted, firstFaults, sum, sure, told } from './plantedFaults.js';
import { tortureReads } from './torture.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const run = fileURLToPath(new URL('../run.ts', import.meta.url));
const few = ['--database', 'memory', '--seconds', '1', '--seed', '7', '--json'];

describe('the torture of the read side', () => {
  it('for 5 seconds on DynamoDB finds each event in each row once and in order, and parked what is poison alone', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --side read --seconds 5 --seed ${seed}`);

    const report = await tortureReads({ seconds: 5, seed, atLeast: 40 });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.events, told(report)).to.be.at.least(40);
  });

  it('for 4 seconds in memory finds each event in each row once and in order', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --side read --database memory --seconds 4 --seed ${seed}`);

    const report = await tortureReads({ seconds: 4, seed, atLeast: 500, database: 'memory' });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.events, told(report)).to.be.at.least(500);
    for (const faults of sure) expect(sum(report, faults), `${faults.join(', ')}\n${told(report)}`).to.be.greaterThan(0);
  });

  it('prints the numbers of the read side as the last line', async () => {
    const { code, stdout, output } = await runToEnd(process.execPath, ['--import', 'tsx', run, '--side', 'read', ...few], repository);

    const lines = stdout.trim().split('\n');
    expect(lines[0]).to.include('--side read --database memory --seconds 1 --seed 7');
    const { faults, ...numbers } = JSON.parse(lines.at(-1) ?? '');
    expect(Object.keys(numbers)).to.deep.equal(['seconds', 'events', 'rowsWrong', 'missing', 'doubled', 'outOfOrder', 'parkedWrong']);
    expect(faults).to.be.an('object');
    expect(code, output).to.equal(0);
  });

  it('says what --side must be', async () => {
    const { code, output } = await runToEnd(process.execPath, ['--import', 'tsx', run, '--side', 'both'], repository);

    expect(code).to.equal(2);
    expect(output).to.include("--side must be 'command' or 'read', 'both' given.");
  });

  findsPlanted(firstFaults);
});
