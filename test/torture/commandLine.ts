import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const run = fileURLToPath(new URL('./run.ts', import.meta.url));

/** Starts runs from the command line, with files in a folder of each test: one that is killed leaves its own. */
export const commandLine = () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torture-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = (...args: string[]) => {
    const mark = randomUUID();
    const child = spawn(process.execPath, ['--import', 'tsx', run, ...args], {
      env: { ...process.env, TMPDIR: folder, TORTURE_TEST: mark, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const ended = once(child, 'close').then(([code]) => code);
    return { child, ended, output: () => output, processes: () => marked(mark) };
  };

  /** Processes with the mark in their environment, which children inherit. */
  const marked = (mark: string) =>
    execFileSync('ps', ['axeww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
      .split('\n')
      .filter((line) => line.includes(`TORTURE_TEST=${mark}`));
  return { start, folder: () => folder };
};
