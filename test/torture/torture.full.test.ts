import { randomInt } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../plugin/local/streamFixture.js';
import { commandLine } from './commandLine.js';
import { torture } from './coordinator.js';
import { exitCode, told } from './report.js';

describe('the torture of the command side, in full', () => {
  it('for 20 seconds finds nothing that is lost, twice, missing, wrong or refused without a reason', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --seconds 20 --workers 4 --seed ${seed}`);

    const report = await torture({ seconds: 20, seed, workers: 4, atLeast: 400 });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.acknowledged, told(report)).to.be.at.least(400);
    for (const [fault, count] of Object.entries(report.faults)) expect(count, fault).to.be.greaterThan(0);
  });

  const { start, folder } = commandLine();

  /** Commands were sent already. */
  const hasHistory = async () => {
    const [name = ''] = (await readdir(folder())).filter((each) => each.startsWith('torture-'));
    const history = await stat(join(folder(), name, 'history.jsonl')).catch(() => undefined);
    return (history?.size ?? 0) > 0;
  };

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
    it(`of a run leaves no process behind when it is ended by ${signal}`, async () => {
      const { child, ended, processes, output } = start('--seconds', '60');
      await eventually(() => processes().filter((line) => line.includes('worker.cjs')).length >= 4);
      await eventually(hasHistory);

      child.kill(signal);
      const code = await ended;

      expect(code, output()).to.equal({ SIGTERM: 143, SIGINT: 130, SIGKILL: null }[signal]);
      await eventually(() => processes().length === 0);
      expect(processes()).to.deep.equal([]);
      // tsx has a cache of its own there.
      const left = (await readdir(folder())).filter((name) => name.startsWith('torture-'));
      expect(left).to.have.length(signal === 'SIGKILL' ? 1 : 0);
    });
  }
});
