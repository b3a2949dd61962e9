import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from './freePorts.js';

/** The example service, as `npm start` starts it, but on ports and with a database of its own. */
export type Service = {
  readonly url: string;
  /** What it wrote until now. */
  readonly output: () => string;
  /** Resolves once it is gone, its database with it. */
  readonly stop: () => Promise<void>;
};

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const startTimeout = 90_000;
const stopTimeout = 15_000;

/** Starts `serverless offline` and waits until it is ready. @throws Error with its output; the signal's reason if that comes first */
export async function startService(signal: AbortSignal): Promise<Service> {
  const [httpPort, lambdaPort, dynamodbPort] = await freePorts(3);
  const args = ['offline', '--httpPort', `${httpPort}`, '--lambdaPort', `${lambdaPort}`];
  const service = launch(args, `${dynamodbPort}`);
  try {
    await ready(service, signal);
  } catch (error) {
    await service.stop();
    throw error;
  }
  return { url: `http://localhost:${httpPort}`, ...service };
}

type Launched = Omit<Service, 'url'> & { readonly hasEnded: () => boolean };

function launch(args: readonly string[], dynamodbPort: string): Launched {
  // Not by npx or the shell: a signal has to reach the framework itself. In a process group of its own, so that Ctrl-C does not reach
  // it twice, and so that what it leaves behind can be ended: esbuild, for one, may wait for ever for the answer to its last ping.
  const framework = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const child = spawn(process.execPath, [framework, ...args], {
    cwd: folder,
    detached: true,
    env: environment(dynamodbPort),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, 'exit');
  // However this process ends, the service does not outlive it.
  const killNow = () => killGroup(child.pid);
  process.once('exit', killNow);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    hasEnded,
    async stop() {
      if (!hasEnded()) child.kill('SIGTERM');
      const patience = setTimeout(killNow, stopTimeout);
      await ended;
      clearTimeout(patience);
      killNow();
      process.off('exit', killNow);
    },
  };
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function environment(dynamodbPort: string): NodeJS.ProcessEnv {
  // DYNAMODB_ENDPOINT would be somebody's database, with somebody's items in it.
  const { DYNAMODB_ENDPOINT: _, ...rest } = process.env;
  return { ...rest, DYNAMODB_PORT: dynamodbPort, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' };
}

async function ready({ output, hasEnded }: Launched, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + startTimeout;
  while (!output().includes('is ready at')) {
    signal.throwIfAborted();
    if (hasEnded()) throw new Error(`The service did not start. It wrote:\n\n${output().trim()}`);
    if (Date.now() > deadline)
      throw new Error(`The service was not ready within ${startTimeout / 1000} s. It wrote:\n\n${output().trim()}`);
    await sleep(50);
  }
}
