import type { InvokeResult } from './deliver.js';

/** A function that hangs must not keep the pump from stopping. */
export function untilStopped(invocation: Promise<InvokeResult>, signal: AbortSignal): Promise<InvokeResult> {
  return new Promise((done, fail) => {
    const stop = () => done({ error: 'the pump stops' });
    signal.addEventListener('abort', stop, { once: true });
    invocation.then(done, fail).finally(() => signal.removeEventListener('abort', stop));
  });
}
