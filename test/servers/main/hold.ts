import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a command to its end, and answers its exit code. What asks us to end asks it first. */
export async function runWith([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { env, stdio: 'inherit' });
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of signals) process.on(signal, passOn);
  try {
    return await new Promise<number>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
}

/** Waits until a signal asks us to end, or the process that started us is gone. */
export function untilEnd(): Promise<void> {
  const parent = process.ppid;
  return new Promise((done) => {
    const watch = setInterval(() => process.ppid !== parent && end(), 500);
    const end = () => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, end);
      done();
    };
    for (const signal of signals) process.on(signal, end);
  });
}
