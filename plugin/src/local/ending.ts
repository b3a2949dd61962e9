const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `end` when a signal asks this process to end. serverless-offline does the ending; where it does not listen, yet or for this
 * signal, the process ends as it would have without us.
 */
export function beforeEnding(end: () => void): void {
  for (const signal of signals) {
    process.once(signal, () => {
      end();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}
