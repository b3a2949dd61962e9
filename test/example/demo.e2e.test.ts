import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type CommandLine, readCommands } from '../../example-service/demo/commandFile.js';
import { exampleService, npmRunDemo, root, runDemo } from './demoRun.js';

const commandFile = join(exampleService, 'demo', 'commands.jsonl');

const count = (lines: readonly CommandLine[], wanted: (expect: CommandLine['expect']) => boolean): number =>
  lines.filter((line) => wanted(line.expect)).length;

const isConflict = ({ code }: CommandLine['expect']): boolean => code === 'WrongVersion' || code === 'Conflict';

const untrackedFiles = (): string =>
  execFileSync('git', ['ls-files', '--others', '--exclude-standard', '--', 'example-service'], { cwd: root, encoding: 'utf8' });

/** A busy machine makes rows late, and that is not what is tested. */
const patient = ['--within', '60'];

describe('the demo', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The first lines of the command file, one of them changed. */
  const changedCommands = async (number: number, from: string, to: string): Promise<string> => {
    const lines = (await readFile(commandFile, 'utf8')).split('\n').slice(0, 20);
    const line = lines[number - 1] ?? '';
    expect(line, `line ${number}`).to.include(from);
    lines[number - 1] = line.replace(from, to);
    const path = join(folder, 'commands.jsonl');
    await writeFile(path, lines.join('\n'));
    return path;
  };

  it('plays the whole file, sums it up in its last line, and leaves nothing behind', async () => {
    const lines = await readCommands(commandFile);
    const untracked = untrackedFiles();

    const demo = npmRunDemo('--json', ...patient);
    const code = await demo.ended;

    expect(code, demo.stdout() + demo.stderr()).to.equal(0);
    const { seconds, ...counts } = JSON.parse(demo.stdout().trim().split('\n').at(-1) ?? '');
    expect(counts).to.deep.equal({
      commands: lines.length,
      accepted: count(lines, ({ status, asFirst }) => status < 300 && !asFirst),
      rejected: count(lines, (expect) => expect.status >= 400 && !isConflict(expect)),
      duplicates: count(lines, ({ asFirst }) => asFirst === true),
      conflicts: count(lines, isConflict),
    });
    expect(seconds).to.be.a('number').greaterThan(0);
    expect(lines.length).to.be.at.least(300);
    expect(new Set(lines.map(({ item }) => item)).size).to.be.at.least(40);
    expect(demo.stdout(), 'a bar where no terminal is').not.to.include('\u001b');
    expect(await demo.leftovers()).to.deep.equal([]);
    expect(untrackedFiles()).to.equal(untracked);
  });

  it('fails, and names the line, when an answer is not the expected one', async () => {
    const path = await changedCommands(13, '"version":2', '"version":7');

    const demo = runDemo([path, '--json', ...patient]);
    const code = await demo.ended;

    expect(code, demo.stderr()).to.equal(1);
    expect(demo.stderr()).to.include('line 13, UpdatePrice chair-windsor-oak, version: expected 7, came 2');
    expect(JSON.parse(demo.stdout().trim().split('\n').at(-1) ?? '')).to.include({ commands: 20 });
    expect(await demo.leftovers()).to.deep.equal([]);
  });

  it('says why, and starts nothing, when a line is none', async () => {
    const path = await changedCommands(2, '{"new"', '"new"');

    const demo = runDemo([path]);
    const code = await demo.ended;

    expect(code).to.equal(1);
    expect(demo.stderr()).to.include(`${path}:2 is no JSON`);
    expect(demo.stdout()).to.equal('');
  });

  it('shows what the service wrote when it does not start', async () => {
    const demo = runDemo([], { PATH: folder });
    const code = await demo.ended;

    expect(code).to.equal(1);
    expect(demo.stderr()).to.include('The service did not start. It wrote:').and.to.include("'java' is not in PATH");
    expect(await demo.leftovers()).to.deep.equal([]);
  });

  for (const { signal, during, text, after, exitCode } of [
    { signal: 'SIGINT', during: 'the start', text: 'Starting', after: 3000, exitCode: 130 },
    { signal: 'SIGTERM', during: 'the commands', text: 'Playing', after: 500, exitCode: 143 },
  ] as const) {
    it(`stops everything after ${signal} during ${during}`, async () => {
      const demo = runDemo();
      await demo.wrote(text);
      await sleep(after);
      const before = demo.processes();
      demo.kill(signal);
      const code = await demo.ended;

      expect(before.filter((line) => line.includes('serverless.js offline'))).to.have.length(1);
      expect(code, demo.stdout() + demo.stderr()).to.equal(exitCode);
      expect(demo.stderr().trim()).to.equal(`Stopped by ${signal}.`);
      expect(await demo.leftovers()).to.deep.equal([]);
    });
  }
});
