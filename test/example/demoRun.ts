import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const exampleService = join(root, 'example-service');

/** A demo that runs, as a child of the test. */
export type DemoRun = {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until it wrote a text to stdout. */
  readonly wrote: (text: string) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Its exit code, once it is gone. */
  readonly ended: Promise<number | null>;
  /** Command lines of itself, its children and theirs, as far as they are there. */
  readonly processes: () => readonly string[];
  /** The same, once those that are about to end had the time to. */
  readonly leftovers: () => Promise<readonly string[]>;
};

type Start = { readonly program: string; readonly args: readonly string[]; readonly cwd: string; readonly env?: NodeJS.ProcessEnv };

/** Starts the demo as a user does. */
export const npmRunDemo = (...args: string[]): DemoRun =>
  start({ program: 'npm', args: ['run', '--silent', 'demo', '--', ...args], cwd: root });

/** Starts the demo itself: its exit code and signals are not npm's. */
export const runDemo = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): DemoRun =>
  start({ program: process.execPath, args: ['--import', 'tsx', 'demo/run.ts', ...args], cwd: exampleService, env });

const start = ({ program, args, cwd, env }: Start): DemoRun => {
  const mark = `DEMO_RUN=${randomUUID()}`;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', DEMO_RUN: mark.slice('DEMO_RUN='.length), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  const wrote = async (text: string) => {
    while (!stdout.includes(text)) {
      if (child.exitCode !== null) throw new Error(`It did not write '${text}', but:\n${stdout}${stderr}`);
      await sleep(20);
    }
  };
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    wrote,
    kill: (signal) => child.kill(signal),
    ended,
    processes: () => marked(mark),
    leftovers: () => stillMarked(mark),
  };
};

/** Processes with the mark in their environment, which children inherit. */
const marked = (mark: string): readonly string[] => {
  const all = execFileSync('ps', ['axeww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const found = all.split('\n').filter((line) => line.includes(mark));
  return found.map((line) => line.slice(0, 120));
};

const stillMarked = async (mark: string): Promise<readonly string[]> => {
  for (let tries = 0; tries < 600 && marked(mark).length > 0; tries += 1) await sleep(100);
  return marked(mark);
};
