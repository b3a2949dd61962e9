import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaryOf } from './frameworks.js';
import { quietEnvironment, type TestService } from './service.js';

/** A framework's command that goes on until it is stopped. */
export type Running = {
  readonly pid: number;
  /** What it wrote until now. */
  readonly output: () => string;
  /** Waits until it wrote a text; throws with its output when it ends before, or takes longer. */
  readonly wrote: (text: string, withinMs?: number) => Promise<void>;
  /** Waits for its end. */
  readonly ended: Promise<Ending>;
  /** Sends a signal and waits for its end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ending>;
};

type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type RunningOptions = {
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** It leads a process group of its own, as what a terminal runs does. */
  readonly ownGroup?: boolean;
};

/** Starts a command of the framework in a service's folder. */
export const startService = (
  service: Pick<TestService, 'dir' | 'framework'>,
  args: readonly string[],
  { env, ownGroup = false }: RunningOptions = {},
): Running => {
  const child = spawn(process.execPath, [binaryOf(service.framework), ...args], {
    cwd: service.dir,
    env: { ...quietEnvironment(), ...env },
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, 'close').then(([code, signal]): Ending => ({ code, signal }));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  const wrote = async (text: string, withinMs = 240_000): Promise<void> => {
    const deadline = Date.now() + withinMs;
    while (!output.includes(text)) {
      if (hasEnded() || Date.now() > deadline) throw new Error(`It did not write '${text}', but:\n${output}`);
      await sleep(50);
    }
  };

  const stop = (signal: NodeJS.Signals = 'SIGINT') => {
    if (!hasEnded()) child.kill(signal);
    return ended;
  };

  if (child.pid === undefined) throw new Error('The framework did not start.');
  return { pid: child.pid, output: () => output, wrote, ended, stop };
};

/** Ports of this machine that nobody listens on. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(
    servers.map((server) => {
      server.close();
      return once(server, 'close');
    }),
  );
  return ports;
};
