import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CommandLine, readCommands } from '../../example-service/demo/commandFile.js';
import { exampleService, npmRunDemo, root } from './demoRun.js';

const commandFile = join(exampleService, 'demo', 'commands.jsonl');

const count = (lines: readonly CommandLine[], wanted: (expect: CommandLine['expect']) => boolean): number =>
  lines.filter((line) => wanted(line.expect)).length;

const isConflict = ({ code }: CommandLine['expect']): boolean => code === 'WrongVersion' || code === 'Conflict';

const untrackedFiles = (): string =>
  execFileSync('git', ['ls-files', '--others', '--exclude-standard', '--', 'example-service'], { cwd: root, encoding: 'utf8' });

describe('the demo', () => {
  it('plays the whole file, sums it up in its last line, and leaves nothing behind', async () => {
    const lines = await readCommands(commandFile);
    const untracked = untrackedFiles();

    // A busy machine makes rows late, and that is not what is tested.
    const demo = npmRunDemo('--json', '--within', '60');
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
});
