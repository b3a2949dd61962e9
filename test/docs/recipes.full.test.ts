import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ownPackages } from '../plugin/frameworks.js';
import { runToEnd } from '../plugin/service.js';
import { filesOf, snippetsOf } from './pageSnippets.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the recipes build on. */
const copied = [
  ...['runtime/src', 'runtime/package.json', 'runtime/tsconfig.json', 'plugin/src', 'plugin/package.json', 'plugin/tsconfig.json'],
  ...['test/runtime', 'test/plugin', 'package.json', 'tsconfig.base.json', '.mocharc.cjs'],
];

/** Installed packages are linked, and need not be copied. */
const isSource = (path: string) => !path.includes('node_modules');

type Files = Readonly<Record<string, string>>;

/** A copy of the sources, with the files that a recipe adds. */
const copyWith = async (files: Files): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'recipe-'));
  for (const path of copied) await cp(join(root, path), join(copy, path), { recursive: true, filter: isSource });
  await symlink(ownPackages, join(copy, 'node_modules'), 'dir');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  return copy;
};

/** The files that the recipes show, of which a path has this word. */
const filesWith = async (word: string): Promise<Files> =>
  Object.fromEntries(Object.entries(filesOf(await snippetsOf('CONTRIBUTING.md'))).filter(([path]) => path.includes(word)));

/** Replaces the lines that a `diff` of a page takes away by those that follow them there. @throws for a line that is not in the file */
const applyDiff = async (copy: string, diff: string): Promise<void> => {
  const [, path = '', body = ''] = /^--- (\S+)\n(.*)$/s.exec(diff) ?? [];
  let text = await readFile(join(copy, path), 'utf8');
  for (const [, removed = '', added = ''] of body.matchAll(/^-(.*\n)((?:\+.*\n)*)/gm)) {
    if (!text.includes(removed)) throw new Error(`${path} has no line: ${removed}`);
    text = text.replace(removed, added.replace(/^\+/gm, ''));
  }
  await writeFile(join(copy, path), text);
};

const compile = (copy: string, workspace: string) =>
  runToEnd(
    process.execPath,
    [join(ownPackages, 'typescript/bin/tsc'), '-p', workspace, '--noEmit', '--composite', 'false', '--incremental', 'false'],
    copy,
  );

const runTests = (copy: string, files: Files) =>
  runToEnd(
    process.execPath,
    [
      `--import=${join(ownPackages, 'tsx/dist/esm/index.mjs')}`,
      join(ownPackages, 'mocha/bin/mocha.js'),
      ...Object.keys(files).filter((path) => path.endsWith('.test.ts')),
    ],
    copy,
  );

describe('the recipe for a read store', function () {
  this.timeout(180_000);
  let files: Files;
  let copy: string;

  before(async () => {
    files = await filesWith('/files/');
    copy = await copyWith(files);
  });
  after(() => rm(copy, { recursive: true, force: true }));

  it('shows a read store that compiles in the runtime', async () => {
    const { code, output } = await compile(copy, 'runtime');

    expect(Object.keys(files)).to.have.length(3);
    expect(code, output).to.equal(0);
  });

  it('shows a read store that keeps the contract of all read stores', async () => {
    const { code, output } = await runTests(copy, files);

    expect(code, output).to.equal(0);
    expect(output).to.match(/1\d passing/);
  });
});

describe('the recipe for a verb', function () {
  this.timeout(180_000);
  let files: Files;
  let copy: string;

  before(async () => {
    files = await filesWith('/consumers.');
    copy = await copyWith(files);
    const diffs = (await snippetsOf('CONTRIBUTING.md')).filter(({ language }) => language === 'diff');
    for (const { text } of diffs) await applyDiff(copy, text);
  });
  after(() => rm(copy, { recursive: true, force: true }));

  it('shows a verb that compiles in the plugin', async () => {
    const { code, output } = await compile(copy, 'plugin');

    expect(Object.keys(files)).to.have.length(2);
    expect(code, output).to.equal(0);
  });

  it('shows a test of the verb that passes', async () => {
    const { code, output } = await runTests(copy, files);

    expect(code, output).to.equal(0);
    expect(output).to.include('1 passing');
  });
});
