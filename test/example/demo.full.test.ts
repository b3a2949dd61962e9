import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../plugin/local/streamFixture.js';
import { exampleService, runDemo } from './demoRun.js';

const commandFile = join(exampleService, 'demo', 'commands.jsonl');

/** A busy machine makes rows late, and that is not what is tested. */
const patient = ['--within', '60'];

describe('the demo, when something is wrong', () => {
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

  it('fails the demo, and names the line, when an answer is not the expected one', async () => {
    const path = await changedCommands(13, '"version":2', '"version":7');

    const demo = runDemo([path, '--json', ...patient]);
    const code = await demo.ended;

    expect(code, demo.stderr()).to.equal(1);
    expect(demo.stderr()).to.include('line 13, UpdatePrice chair-windsor-oak, version: expected 7, came 2');
    expect(JSON.parse(demo.stdout().trim().split('\n').at(-1) ?? '')).to.include({ commands: 20 });
    expect(await demo.leftovers()).to.deep.equal([]);
  });

  it('says why, and starts no demo, when a line is none', async () => {
    const path = await changedCommands(2, '{"new"', '"new"');

    const demo = runDemo([path]);
    const code = await demo.ended;

    expect(code).to.equal(1);
    expect(demo.stderr()).to.include(`${path}:2 is no JSON`);
    expect(demo.stdout()).to.equal('');
  });

  it('shows what the service of the demo wrote when it does not start', async () => {
    const demo = runDemo([], { PATH: folder });
    const code = await demo.ended;

    expect(code).to.equal(1);
    expect(demo.stderr()).to.include('The service did not start. It wrote:').and.to.include("'java' is not in PATH");
    expect(await demo.leftovers()).to.deep.equal([]);
  });

  for (const { signal, during, text, exitCode } of [
    { signal: 'SIGINT', during: 'the start', text: 'Starting', exitCode: 130 },
    { signal: 'SIGTERM', during: 'the commands', text: 'Playing', exitCode: 143 },
  ] as const) {
    it(`stops everything of the demo after ${signal} during ${during}`, async () => {
      const demo = runDemo();
      await demo.wrote(text);
      const started = () => demo.processes().filter((line) => line.includes('serverless.js offline'));
      await eventually(() => started().length > 0);
      const before = started();
      demo.kill(signal);
      const code = await demo.ended;

      expect(before).to.have.length(1);
      expect(code, demo.stdout() + demo.stderr()).to.equal(exitCode);
      expect(demo.stderr().trim()).to.equal(`Stopped by ${signal}.`);
      expect(await demo.leftovers()).to.deep.equal([]);
    });
  }
});
