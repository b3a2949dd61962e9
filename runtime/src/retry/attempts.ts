/** How often something is attempted, the first time included, before it is given up. */
export const maxAttempts = {
  /** A command, a transaction or an input whose stream others were first on: with `backoff`, some three seconds in all. */
  stream: 12,
  /** A row that others write at the same time, for the same stream or for others of that row. Of each round one of them wins. */
  row: 10,
  /** A row that is written with its commit. After that, the table's stream brings it. */
  inlineRow: 3,
  /** An entry that a queue or another target did not take, with `backoff`. */
  entry: 5,
  /** Commits that the store of a rebuild does not take. The pauses double from half a second, to 15 seconds in all. */
  rebuild: 6,
} as const;
