import { execFileSync } from 'node:child_process';

export type Process = { readonly pid: number; readonly command: string };

/**
 * The processes that have a mark in their environment: what was started with it, and whatever that has started, since an environment
 * is inherited. A process that outlived its parent is found too, where a list of children would have lost it.
 */
export const processesMarked = (mark: string): Process[] =>
  execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.includes(mark))
    .map((line) => {
      const [pid = '', ...command] = line.trim().split(' ');
      return { pid: Number(pid), command: command.join(' ').slice(0, 120) };
    });

/** Ends processes, each by its id. */
export const endProcesses = (processes: readonly Process[]): void => {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was gone already.
    }
  }
};
