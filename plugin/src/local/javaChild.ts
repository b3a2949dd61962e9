import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';

/** A Java process that lives no longer than this one, however this one ends. */
export type JavaChild = {
  /** Set once the process is gone, with what it said last. */
  ended(): { reason: 'missing' | 'exited'; output: string } | undefined;
  stop(): Promise<void>;
};

/**
 * Stands between us and Java. Its stdin is a pipe that only we hold: when it closes, we are gone, by SIGKILL too, and Java is
 * killed. No signal handler of ours is needed for that, so none can get in the way of serverless-offline's own.
 */
const watchdog = `
const { spawn } = require('node:child_process');
const [command, ...args] = process.argv.slice(1);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const end = () => { child.kill('SIGKILL'); };
child.on('spawn', () => process.send({ pid: child.pid }, () => process.connected && process.disconnect()));
child.on('error', (error) => process.send({ missing: error.code === 'ENOENT' }, () => process.exit(127)));
child.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('end', end).on('error', end).on('close', end).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
`;

type WatchdogMessage = { pid?: number; missing?: boolean };

/** Starts `java` with the arguments, in the folder of its jar; stdout and stderr are kept for the error message. */
export function startJava(jar: string, args: readonly string[], env: NodeJS.ProcessEnv): JavaChild {
  const child = spawn(process.execPath, ['-e', watchdog, '--', 'java', ...args], {
    cwd: dirname(jar),
    // Ctrl-C goes to the whole process group: the database must outlive the functions that still finish their work.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    env: { ...withoutNodeOptions(env), DDB_LOCAL_TELEMETRY: '0' },
  });
  let output = '';
  let javaPid: number | undefined;
  let end: ReturnType<JavaChild['ended']>;
  let missing = false;
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.stdin?.on('error', () => undefined);
  child.on('message', (message: WatchdogMessage) => {
    javaPid = message.pid ?? javaPid;
    missing ||= message.missing === true;
  });
  const gone = new Promise<void>((done) => {
    const finish = () => {
      end ??= { reason: missing ? 'missing' : 'exited', output: output.trim() };
      process.off('exit', killNow);
      done();
    };
    child.on('close', finish);
    child.on('error', finish);
  });
  // Without it Java would be gone only moments after us, and a start right after would still find the port taken.
  const killNow = () => {
    if (javaPid !== undefined) kill(javaPid);
  };
  process.on('exit', killNow);
  letGo(child, [child.stdin, child.stdout, child.stderr]);
  return {
    ended: () => end,
    async stop() {
      child.ref();
      child.stdin?.destroy();
      await gone;
    },
  };
}

/** Options meant for our own Node, a loader or an inspector, have no place in the watchdog. */
function withoutNodeOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = env;
  return rest;
}

function letGo(child: { unref(): void }, pipes: readonly (Readable | NodeJS.WritableStream | null)[]): void {
  child.unref();
  for (const pipe of pipes) (pipe as Socket | null)?.unref();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already.
  }
}
