import type { Commit } from '../domain/commit.js';

/** Commits of one stream, in order and each once, as they were delivered: there may be a gap before them and between them. */
export type StreamBatch = { readonly stream: string; readonly commits: readonly Commit[] };

/**
 * What became of a stream's batch: all of it has taken effect (now or before), or waits behind a parked commit, or something failed on the
 * way. What came before the failure may have taken effect.
 */
export type Outcome = { readonly status: 'done' } | { readonly status: 'waits' } | { readonly status: 'failed'; readonly error: unknown };

/** Asked where commits are missing: puts a stream's commits up to `last` behind its parked one. False where none is parked. */
export type Waits = (stream: string, last: number) => Promise<boolean>;

/** Anything fed by the table's stream. It has a position for each stream, kept with its effect. */
export type Consumer = {
  /** Names its positions and its parked streams: `projections/catalogue`. */
  readonly name: string;
  /** Whether it is fed by the streams of an aggregate. */
  follows(aggregate: string): boolean;
  /** Whether a commit is of interest: those that are not are passed over, and the position stays behind them for a while. Default: all are. */
  wants?(commit: Commit): boolean;
  /** Takes batches of different streams. Never throws: each batch has an outcome, at its own index. */
  take(batches: readonly StreamBatch[], waits: Waits): Promise<readonly Outcome[]>;
  /** Goes past the next commit of a stream without taking it. Says whether it was the next. */
  pass(stream: string, commit: Commit): Promise<boolean>;
  /** Version up to which the commits of each stream have taken effect, always the end of a commit; none for a stream that it has not seen. */
  positions(streams: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

export const done: Outcome = { status: 'done' };

export const failed = (error: unknown): Outcome => ({ status: 'failed', error });
