import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { commandLine } from './commandLine.js';
import { torture } from './coordinator.js';
import type { Sabotage } from './messages.js';
import { exitCode, type Report, summary, told } from './report.js';

describe('the torture of the command side', () => {
  it('for 5 seconds finds nothing that is lost, twice, missing, wrong or refused without a reason', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --seconds 5 --workers 4 --seed ${seed}`);

    const report = await torture({ seconds: 5, seed, workers: 4, atLeast: 80 });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.acknowledged, told(report)).to.be.at.least(80);
  });

  const broken: readonly { readonly sabotage: Sabotage; readonly found: 'lost' | 'unjustifiedRejections' }[] = [
    { sabotage: 'unconditional-put', found: 'lost' },
    { sabotage: 'stale-reads', found: 'unjustifiedRejections' },
  ];
  for (const { sabotage, found } of broken) {
    it(`finds a store that is broken (${sabotage})`, async () => {
      // How many commands meet a fault in a run depends on the machine: a slow one takes more runs.
      const reports: Report[] = [];
      for (let seed = 1; seed <= 10 && !reports.some((report) => summary(report)[found] > 0); seed += 1)
        reports.push(await torture({ seconds: 4, seed, workers: 4, atLeast: 120, sabotage, keepHistory: false }));

      const last = reports.at(-1);
      expect(last && summary(last)[found], reports.map(told).join('\n')).to.be.greaterThan(0);
      expect(last && exitCode(last)).to.equal(1);
    });
  }

  const { start } = commandLine();

  it('prints the numbers of the command side as the last line', async () => {
    const { ended, output } = start('--seconds', '2', '--seed', '7', '--workers', '2', '--side', 'command', '--json');

    const code = await ended;

    const lines = output().trim().split('\n');
    expect(lines[0]).to.include('seed 7');
    const { faults, ...numbers } = JSON.parse(lines.at(-1) ?? '');
    expect(Object.keys(numbers)).to.deep.equal([
      'seconds',
      'commands',
      'acknowledged',
      'lost',
      'duplicated',
      'gaps',
      'wrongAnswers',
      'unjustifiedRejections',
    ]);
    expect(faults).to.be.an('object');
    expect(code, output()).to.equal(numbers.wrongAnswers === 0 ? 0 : 1);
  });

  it('says what --seconds must be', async () => {
    const { ended, output } = start('--seconds', 'ten');

    expect(await ended).to.equal(2);
    expect(output()).to.include("--seconds must be a whole number from 1, 'ten' given.");
  });
});
