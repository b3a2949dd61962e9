import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const runtime = fileURLToPath(new URL('runFunction.mjs', import.meta.url));

type Answer = { readonly id: number; readonly response?: unknown; readonly error?: { readonly name: string; readonly message: string } };

/** A function in a process of its own, with its environment and no other, as Lambda has one. */
export type LambdaFunction = {
  /** What it answers. @throws Error with the name and the message of what it throws */
  invoke(event: unknown): Promise<unknown>;
  /** All that it has printed. */
  output(): string;
  stop(): Promise<void>;
};

/** Starts a function. `file` is its bundle, `timeout` the seconds that an invocation may take. */
export function startFunction(file: string, env: NodeJS.ProcessEnv, timeout: number): LambdaFunction {
  const child = fork(runtime, [file], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  let printed = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  child.once('exit', (code) => {
    for (const [id, take] of waiting) take({ id, error: { name: 'Exited', message: `The function ended with ${code}: ${printed}` } });
  });
  let invocations = 0;
  return {
    async invoke(event) {
      const id = ++invocations;
      const { response, error } = await new Promise<Answer>((done, fail) => {
        waiting.set(id, done);
        child.send({ id, event, milliseconds: timeout * 1000 }, (cause) => cause && fail(cause));
      });
      waiting.delete(id);
      if (error) throw Object.assign(new Error(error.message), { name: error.name });
      return response;
    },
    output: () => printed,
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
}
