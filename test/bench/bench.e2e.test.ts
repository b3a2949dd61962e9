import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { database } from '../../bench/database.js';
import { holds } from '../../bench/figure.js';
import { warmCommand } from '../../bench/warmCommand.js';
import { runToEnd } from '../plugin/service.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const bench = (...args: string[]) => runToEnd(process.execPath, ['--import', 'tsx', '--expose-gc', 'bench/run.ts', ...args], repository);

describe('the benchmark', () => {
  it('finds that a warm command costs one write, whatever the length of the stream', async () => {
    const local = database();
    try {
      const figures = await warmCommand([1, 100]).run(local);

      const limited = figures.filter(({ limits }) => limits.length > 0);
      const expected = ['1 event', '1 event, with command ids', '100 events', '100 events, with command ids'].flatMap((variant) => [
        `warm-command-requests, ${variant}: 1`,
        `warm-command-rcu, ${variant}: 0`,
        `warm-command-wcu, ${variant}: 1`,
      ]);
      expect(limited.map(({ name, case: variant, value }) => `${name}, ${variant}: ${value}`)).to.have.members(expected);
      expect(limited.every(holds)).to.equal(true);
    } finally {
      await local.stop();
    }
  });

  it('prints one object a line, of the name alone that was asked for', async () => {
    const { code, stdout, output } = await bench('command-bundle-bytes', '--json');

    expect(code, output).to.equal(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ name }) => name)).to.deep.equal(['command-bundle-bytes']);
    expect(lines[0]).to.have.all.keys('name', 'case', 'value', 'unit', 'peers', 'holds');
    expect(lines[0].value).to.be.a('number').greaterThan(0);
    expect(lines[0].peers.floor).to.be.a('number').greaterThan(0);
    expect(lines[0].holds).to.be.a('boolean');
  });

  it('refuses a name that it does not know, and says which there are', async () => {
    const { code, stderr } = await bench('speed');

    expect(code).to.equal(1);
    expect(stderr).to.include("'speed'").and.include('warm-command-requests').and.include('npm run bench');
  });
});
