import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { run, tail } from './run.js';

export type ChildOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Who it runs as, if we are root: many a server refuses to be root. */
  readonly user?: string;
  /** What ends it. It keeps nothing that would be worth a longer farewell. Default: KILL. */
  readonly endsOn?: 'KILL' | 'INT';
};

export type Child = {
  /** What it said when it is gone; undefined while it lives. */
  ended(): string | undefined;
  stop(): Promise<void>;
};

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Words before a command that make it run as another user, for who is root. */
export const asUser = (user: string | undefined): readonly string[] =>
  user !== undefined && isRoot()
    ? ['setpriv', `--reuid=${user}`, `--regid=${user === 'nobody' ? 'nogroup' : user}`, '--clear-groups']
    : ['setpriv'];

/** Gives a folder to the user that a server runs as, where that is another. */
export async function handOver(folder: string, user: string): Promise<void> {
  if (isRoot()) await run('chown', ['-R', user, folder]);
}

/** Starts a server that ends when this process does, by SIGKILL too: the kernel sends it the signal. */
export function startChild({ command, args, env = process.env, cwd, user, endsOn = 'KILL' }: ChildOptions): Child {
  const [setpriv = '', ...identity] = asUser(user);
  // Detached: Ctrl-C goes to the whole group, and the servers must outlive the tests that still finish.
  const child = spawn(setpriv, [...identity, '--pdeathsig', endsOn, command, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let end: string | undefined;
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.on('data', (chunk: Buffer) => {
      said = tail(said + chunk.toString());
    });
  }
  const gone = new Promise<void>((done) => {
    const finish = (how: string) => {
      end ??= `${how}\n${said.trim()}`;
      done();
    };
    child.once('error', (error) => finish(error.message));
    child.once('close', (code, signal) => finish(`it ended with ${signal ?? code}`));
  });
  return {
    ended: () => end,
    async stop() {
      if (end === undefined) child.kill(`SIG${endsOn}`);
      await gone;
    },
  };
}

/** Longest wait for a server's first answer. Minutes, since machines differ; one that ended is noticed at once. */
const patience = 240_000;

/** Waits until a server answers. @throws Error with what it said, if it ends before or never answers */
export async function answers(child: Child, isUp: () => Promise<boolean>, clock: () => number = Date.now): Promise<void> {
  const deadline = clock() + patience;
  while (!(await isUp().catch(() => false))) {
    const end = child.ended();
    if (end !== undefined) throw new Error(end);
    if (clock() > deadline) {
      await child.stop();
      throw new Error(`it did not answer within ${patience / 1000} seconds\n${child.ended() ?? ''}`);
    }
    await wait(200);
  }
}
