import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRoot } from './child.js';
import { run, works } from './run.js';

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Makes a folder if it is not there, whole or not at all: a run that is cut off leaves nothing that the next would take for an
 * installation, and of two at once the first one wins.
 */
export async function once(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  if (await exists(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  await rm(making, { recursive: true, force: true });
  await mkdir(dirname(making), { recursive: true });
  try {
    await make(making);
    await rename(making, folder);
  } catch (error) {
    if (!(await exists(folder))) throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return folder;
}

let turn: Promise<unknown> = Promise.resolve();
let listed: Promise<unknown> | undefined;

const aptGet = (...args: readonly string[]) =>
  run('apt-get', ['-qq', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });

/** Installs a package of Debian's. One after the other: apt takes a lock. @throws Error for who may not */
export function installPackage(name: string, say: (line: string) => void): Promise<void> {
  const install = async () => {
    if (!isRoot()) throw new Error(`Debian's package ${name} is missing, and only root may install it: sudo apt-get install ${name}`);
    say(`installing Debian's package ${name}`);
    listed ??= aptGet('update');
    await listed;
    await aptGet('install', '--no-install-recommends', name);
  };
  const mine = turn.then(install);
  turn = mine.catch(() => undefined);
  return mine;
}

/** The plugin that fetches artifacts: a version that does the same tomorrow. */
const dependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/**
 * Fetches artifacts into a folder with a goal of Maven's dependency plugin, Maven being installed first where it is missing. It runs in that
 * folder, since it leaves marks where it runs.
 */
export async function maven(
  goal: string,
  folder: string,
  options: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<void> {
  if (!(await works('mvn', ['--version']))) await installPackage('maven', say);
  await mkdir(folder, { recursive: true });
  const { pom, ...properties } = options;
  const defined = Object.entries({ ...properties, outputDirectory: folder }).map(([name, value]) => `-D${name}=${value}`);
  await run('mvn', ['-q', '-B', ...(pom === undefined ? [] : ['-f', pom]), `${dependencies}:${goal}`, ...defined], { cwd: folder });
}
