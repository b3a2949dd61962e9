import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ownPackages } from '../plugin/frameworks.js';
import { runToEnd } from '../plugin/service.js';
import { filesOf, snippetsOf } from './readme.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the recipes build on. */
const copied = ['runtime/src', 'runtime/package.json', 'runtime/tsconfig.json', 'test/runtime', 'package.json', 'tsconfig.base.json'];

/** A copy of the sources, with the files that a recipe adds. */
const copyWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'recipe-'));
  for (const path of copied) await cp(join(root, path), join(copy, path), { recursive: true });
  await symlink(ownPackages, join(copy, 'node_modules'), 'dir');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  return copy;
};

describe('the recipe for a read store', () => {
  let files: Record<string, string>;
  let copy: string;

  before(async () => {
    files = Object.fromEntries(Object.entries(filesOf(await snippetsOf('CONTRIBUTING.md'))).filter(([path]) => path.includes('/files/')));
    copy = await copyWith(files);
  });
  after(() => rm(copy, { recursive: true, force: true }));

  it('shows a read store that compiles in the runtime', async () => {
    const { code, output } = await runToEnd(
      process.execPath,
      [join(ownPackages, 'typescript/bin/tsc'), '-p', 'runtime', '--noEmit', '--composite', 'false'],
      copy,
    );

    expect(Object.keys(files)).to.have.length(3);
    expect(code, output).to.equal(0);
  });

  it('shows a read store that keeps the contract of all read stores', async () => {
    const tests = Object.keys(files).filter((path) => path.endsWith('.test.ts'));

    const { code, output } = await runToEnd(
      process.execPath,
      [`--import=${join(ownPackages, 'tsx/dist/esm/index.mjs')}`, join(ownPackages, 'mocha/bin/mocha.js'), ...tests],
      copy,
    );

    expect(code, output).to.equal(0);
    expect(output).to.match(/1\d passing/);
  });
});
