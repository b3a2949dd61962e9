import { constants } from 'node:os';

/** The demo was told to end. */
export class Interruption extends Error {
  /** What a shell calls the end by this signal. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') {
    super(`Stopped by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** Is aborted with an `Interruption` by Ctrl-C and its like. Further signals change nothing: what was started is being stopped already. */
export function onInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort(new Interruption(signal)));
  }
  return controller.signal;
}
