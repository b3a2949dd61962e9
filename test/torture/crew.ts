import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Message, Order, WorkerOptions } from './messages.js';

/** A worker process. */
export type Worker = {
  readonly pid: number;
  readonly order: (order: Order) => void;
  readonly kill: () => void;
  /** Settled when the process is gone. */
  readonly ended: Promise<void>;
};

export type Crew = {
  /** Waits until there is a worker in each place. */
  readonly ready: () => Promise<void>;
  /** The worker in a place, once it is ready; another process after the one before was killed. @throws when a worker could not go on */
  readonly worker: (place: number) => Promise<Worker>;
  /** Ends all processes, and waits until they are gone. */
  readonly end: () => Promise<void>;
};

/** Bundles the worker into a folder. It starts in a quarter of the time that it takes from its sources, and it starts often. */
export function bundleWorker(folder: string): string {
  const entry = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const outfile = join(folder, 'worker.cjs');
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error' });
  return outfile;
}

export type CrewOptions = { readonly size: number; readonly file: string; readonly worker: WorkerOptions };

/** Starts worker processes, and one to spare: a place whose process was killed is taken at once, while the next to spare starts. */
export function createCrew({ size, file, worker: options }: CrewOptions, onMessage: (message: Message) => void): Crew {
  const all = new Set<ChildProcess>();
  let ending = false;

  const start = async (): Promise<Worker> => {
    // The SDK warns of the version of Node in each process; the coordinator's own says it once.
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    const child = fork(file, [JSON.stringify(options)], { execArgv: [], env });
    all.add(child);
    const ended = once(child, 'exit').then(([code, signal]) => {
      all.delete(child);
      if (signal !== 'SIGKILL' && !ending) failed(new Error(`A worker ended with ${signal ?? `code ${code}`}; see above.`));
    });
    const ready = new Promise<void>((done) => {
      child.on('message', (message: Message) => (message.type === 'ready' ? done() : onMessage(message)));
    });
    await Promise.race([ready, ended, failure]);
    // A process may die under an order on its way: its end tells.
    child.on('error', () => undefined);
    return {
      pid: child.pid ?? 0,
      order: (order) => child.connected && child.send(order, () => undefined),
      kill: () => child.kill('SIGKILL'),
      ended,
    };
  };

  let failed: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  failure.catch(() => undefined);

  let spare = start();
  const places = Array.from({ length: size }, () => occupy(start()));

  function occupy(starting: Promise<Worker>): { worker: Promise<Worker> } {
    const place = { worker: starting };
    const replace = () => {
      if (ending) return;
      place.worker = spare;
      spare = start();
      spare.catch(() => undefined);
      watch(place.worker);
    };
    const watch = (worker: Promise<Worker>) => worker.then(({ ended }) => ended).then(replace, () => undefined);
    watch(starting);
    return place;
  }

  const worker = (place: number) => Promise.race([places[place % size]?.worker ?? failure, failure]);
  return {
    worker,
    async ready() {
      await Promise.all(places.map((_, place) => worker(place)));
    },
    async end() {
      ending = true;
      const children = [...all];
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(children.map((child) => child.exitCode === null && child.signalCode === null && once(child, 'exit')));
    },
  };
}
