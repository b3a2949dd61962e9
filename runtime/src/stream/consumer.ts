import type { Commit } from '../domain/commit.js';
import type { StoredEvent } from '../domain/events/event.js';

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
  /** Sends commits of one stream again, though they have taken effect. Positions stay as they are. Missing: its effects are not to be repeated. */
  readonly resend?: Resend;
  /** Goes past the next commit of a stream without taking it. Says whether it was the next. */
  skip(stream: string, commit: Commit): Promise<boolean>;
  /** Version up to which the commits of each stream have taken effect, always the end of a commit; none for a stream that it has not seen. */
  positions(streams: readonly string[]): Promise<ReadonlyMap<string, number>>;
};

/** Does not throw: it says how many commits were sent, with how many events, and what stopped it. */
export type Resend = (
  stream: string,
  commits: readonly Commit[],
  choice: ResendChoice,
) => Promise<{ readonly done: number; readonly events: number; readonly error?: unknown }>;

export type ResendChoice = {
  readonly select: (event: StoredEvent) => boolean;
  /** Makes what would be sent, and counts it. */
  readonly dryRun: boolean;
};

export const done: Outcome = { status: 'done' };

export const failed = (error: unknown): Outcome => ({ status: 'failed', error });
