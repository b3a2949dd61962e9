/** How a command ended: its events are stored, it was refused for what it asks or for what there is, or it could not be said. */
export type CommandOutcome = 'accepted' | 'rejected' | 'failed';

/** What functions measure. Nothing here throws, and nothing waits. */
export type Metrics = {
  /** A command ended, after so many milliseconds. */
  command(facts: { readonly aggregate: string; readonly outcome: CommandOutcome; readonly milliseconds: number }): void;
  /** A command lost its version to another, and is tried again or given up. */
  conflict(aggregate: string): void;
  /** A consumer is done with a batch. `lag`: milliseconds from the oldest of its commits being stored until now. */
  consumed(facts: { readonly consumer: string; readonly lag: number }): void;
  /** A stream was parked for a consumer. */
  parked(consumer: string): void;
  /** Writes what was measured since the last time: at the end of each invocation. */
  flush(): void;
};

/** Measures nothing. */
export const noMetrics: Metrics = { command() {}, conflict() {}, consumed() {}, parked() {}, flush() {} };

/** Wraps a handler so that what one invocation measured is written when it ends, however it ends. */
export const flushing =
  <Arguments extends readonly unknown[], Result>(metrics: Metrics, handle: (...given: Arguments) => Promise<Result>) =>
  async (...given: Arguments): Promise<Result> => {
    try {
      return await handle(...given);
    } finally {
      metrics.flush();
    }
  };
