import { execFileSync, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { torture } from './coordinator.js';
import type { Sabotage } from './messages.js';
import { exitCode, type Report, summary } from './report.js';

const run = fileURLToPath(new URL('./run.ts', import.meta.url));

describe('the torture of the command side', function () {
  // Twenty seconds, and what starts, ends and checks on a busy machine.
  this.timeout(240_000);

  const told = (report: Report) =>
    [JSON.stringify(summary(report)), ...report.problems.slice(0, 5).map(({ kind, stream, text }) => `${kind}: ${stream}: ${text}`)].join(
      '\n',
    );

  it('for 20 seconds finds nothing that is lost, twice, missing, wrong or refused without a reason', async () => {
    const seed = randomInt(1, 2 ** 31);
    console.log(`      replay: npm run torture -- --seconds 20 --workers 4 --seed ${seed}`);

    const report = await torture({ seconds: 20, seed, workers: 4, atLeast: 400 });

    expect(exitCode(report), told(report)).to.equal(0);
    expect(report.acknowledged, told(report)).to.be.at.least(400);
    for (const [fault, count] of Object.entries(report.faults)) expect(count, fault).to.be.greaterThan(0);
  });

  const broken: readonly { readonly sabotage: Sabotage; readonly found: 'lost' | 'unjustifiedRejections' }[] = [
    { sabotage: 'unconditional-put', found: 'lost' },
    { sabotage: 'stale-reads', found: 'unjustifiedRejections' },
  ];
  for (const { sabotage, found } of broken) {
    it(`finds a store that is broken (${sabotage})`, async () => {
      // How many commands meet a fault in a run depends on the machine: a slow one takes more runs.
      const reports: Report[] = [];
      for (let seed = 1; seed <= 6 && !reports.some((report) => summary(report)[found] > 0); seed += 1)
        reports.push(await torture({ seconds: 6, seed, workers: 4, atLeast: 200, sabotage, keepHistory: false }));

      const last = reports.at(-1);
      expect(last && summary(last)[found], reports.map(told).join('\n')).to.be.greaterThan(0);
      expect(last && exitCode(last)).to.equal(1);
    });
  }

  describe('from the command line', () => {
    // A run that is killed leaves its files.
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'torture-test-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const start = (...args: string[]) => {
      const mark = randomUUID();
      const child = spawn(process.execPath, ['--import', 'tsx', run, ...args], {
        env: { ...process.env, TMPDIR: folder, TORTURE_TEST: mark, NODE_NO_WARNINGS: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          output += chunk;
        });
      }
      const ended = once(child, 'close').then(([code]) => code);
      return { child, ended, output: () => output, processes: () => marked(mark) };
    };

    /** Processes with the mark in their environment, which children inherit. */
    const marked = (mark: string) =>
      execFileSync('ps', ['axeww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
        .split('\n')
        .filter((line) => line.includes(`TORTURE_TEST=${mark}`));

    it('prints its numbers as the last line', async () => {
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

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
      it(`leaves no process behind when it is ended by ${signal}`, async () => {
        const { child, ended, processes, output } = start('--seconds', '60');
        for (let tries = 0; tries < 300 && processes().filter((line) => line.includes('worker.cjs')).length < 4; tries += 1)
          await sleep(100);
        await sleep(1000);

        child.kill(signal);
        const code = await ended;

        expect(code, output()).to.equal({ SIGTERM: 143, SIGINT: 130, SIGKILL: null }[signal]);
        for (let tries = 0; tries < 100 && processes().length > 0; tries += 1) await sleep(100);
        expect(processes()).to.deep.equal([]);
        // tsx has a cache of its own there.
        const left = (await readdir(folder)).filter((name) => name.startsWith('torture-'));
        expect(left).to.have.length(signal === 'SIGKILL' ? 1 : 0);
      });
    }

    it('says what an argument must be', async () => {
      const { ended, output } = start('--seconds', 'ten');

      expect(await ended).to.equal(2);
      expect(output()).to.include("--seconds must be a whole number from 1, 'ten' given.");
    });
  });
});
