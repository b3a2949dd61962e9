import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { runToEnd } from '../../plugin/service.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = join(root, 'test', 'matrix', 'runners');
const own = join(folder, 'node_modules');

/** The runners that a user may have, each as it runs one file. Those that are not of this repository have an install root of their own. */
export const runners: Readonly<Record<string, readonly string[]>> = {
  mocha: [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config'],
  'node:test': ['--test', '--test-reporter=spec'],
  vitest: [join(own, 'vitest', 'vitest.mjs'), 'run', '--globals', '--root', '.'],
  jest: [
    '--experimental-vm-modules',
    join(own, 'jest', 'bin', 'jest.js'),
    '--rootDir',
    '.',
    '--testMatch',
    '**/*.spec.mjs',
    '--runTestsByPath',
  ],
};

/** Installs vitest and jest, when they are not there yet. */
export async function installRunners(): Promise<void> {
  if (existsSync(join(own, 'vitest', 'package.json')) && existsSync(join(own, 'jest', 'package.json'))) return;
  console.log('      installing vitest and jest into test/matrix/runners (npm ci), once');
  const { code, output } = await runToEnd('npm', ['ci', '--no-audit', '--no-fund'], folder, { npm_config_local_prefix: folder });
  if (code !== 0) throw new Error(output);
}

/** Runs a spec of test/matrix/runners. */
export async function runSpec(runner: readonly string[], spec: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const { code, output } = await runToEnd(process.execPath, [...runner, spec], folder);
  return { code, output: stripVTControlCharacters(output) };
}
