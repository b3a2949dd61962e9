import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'CONTRIBUTING.md');
const [begin, end] = ['<!-- slowest tests: begin -->', '<!-- slowest tests: end -->'];
const shown = 20;

type Case = { readonly fullTitle: string; readonly file: string; readonly duration?: number };

/** Runs the tests of `npm test`, and reads how long each took. */
function measured(): readonly Case[] {
  const folder = mkdtempSync(join(tmpdir(), 'slowest-'));
  try {
    const output = join(folder, 'run.json');
    const args = ['run', '--silent', 'test:all', '--', '--reporter', 'json', '--reporter-option', `output=${output}`];
    const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error(`The tests failed with ${status}: run npm test to see which.`);
    const { tests }: { readonly tests: readonly Case[] } = JSON.parse(readFileSync(output, 'utf8'));
    return tests;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const seconds = ({ duration = 0 }: Case): number => duration / 1000;

const rowOf = (one: Case): string =>
  `| ${seconds(one).toFixed(1)} | ${one.fullTitle.replaceAll('|', '\\|')} | \`${relative(root, one.file)}\` |`;

const tests = measured();
const slowest = [...tests].sort((a, b) => seconds(b) - seconds(a)).slice(0, shown);
const table = ['| seconds | test | file |', '|---|---|---|', ...slowest.map(rowOf)].join('\n');
const text = readFileSync(page, 'utf8');
const [before = '', rest = ''] = text.split(begin);
const [, after] = rest.split(end);
if (after === undefined) throw new Error(`CONTRIBUTING.md has no '${begin}' with an '${end}' after it.`);
writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
console.log(table);
