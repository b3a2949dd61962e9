import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { binaryOf, type Framework, ownPackages, serverless3 } from './frameworks.js';

/** A service in a folder of its own, outside the repository, as a user has one. */
export type TestService = {
  readonly dir: string;
  readonly framework: Framework;
  /** Runs the framework in the folder, to the end. */
  readonly run: (...args: string[]) => Promise<Run>;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly read: (path: string) => Promise<string>;
  readonly remove: () => Promise<void>;
};

/** A run of a command that came to its end. */
export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string; readonly output: string };

export type ServiceFiles = Readonly<Record<string, string>>;

/** Makes a service: its files, and links to the packages that it lists. */
export const makeService = async (files: ServiceFiles, framework: Framework = serverless3): Promise<TestService> => {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'event-sourcing-')));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }\n', ...files })) await write(path, text);
  await mkdir(join(dir, 'node_modules'));
  for (const name of ['serverless-event-sourcing', 'serverless-event-sourcing-runtime', 'amplify-dynamodb-simulator'])
    await linkPackage(dir, name, ownPackages);
  for (const name of ['serverless', 'serverless-offline']) await linkPackage(dir, name, framework.packages);
  return {
    dir,
    framework,
    write,
    run: (...args) => runToEnd(process.execPath, [binaryOf(framework), ...args], dir),
    read: (path) => readFile(join(dir, path), 'utf8'),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
};

/** Environment of a framework that talks to nobody. */
export const quietEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
  FORCE_COLOR: '0',
  NODE_OPTIONS: '',
});

/** Runs a program to its end. */
export const runToEnd = (program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...quietEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, output: stdout + stderr }));
  });

/** Links an installed package into a service's folder. */
export const linkPackage = (dir: string, name: string, packages: string): Promise<void> =>
  symlink(join(packages, name), join(dir, 'node_modules', name), 'dir');
