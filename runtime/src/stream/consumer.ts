import type { Commit } from '../domain/commit.js';
import type { StoredEvent } from '../domain/events/event.js';

/** Commits of one stream, in order and each once, as they were delivered: there may be a gap before them and between them. */
export type StreamBatch = { readonly stream: string; readonly commits: readonly Commit[] };

/**
 * What became of a stream's batch: all of it is applied (now or earlier), or it waits behind a parked commit, or a commit failed. Those before
 * the one that failed may be applied.
 */
export type Outcome = { readonly status: 'done' } | { readonly status: 'waits' } | { readonly status: 'failed'; readonly error: unknown };

/** Called when commits are missing: makes a stream's commits up to `last` wait behind its parked one. False if none is parked. */
export type Waits = (stream: string, last: number) => Promise<boolean>;

/** Anything fed by the table's stream. It has a position for each stream, kept with its effect. */
export type Consumer = {
  /** Names its positions and its parked streams: `projections/catalogue`. */
  readonly name: string;
  /** Whether it is fed by the streams of an aggregate. */
  follows(aggregate: string): boolean;
  /** Whether a commit is of interest. Others are skipped, and the position is moved past them only now and then. Default: all are. */
  wants?(commit: Commit): boolean;
  /** Applies batches of different streams. Never throws: each batch has an outcome, at its own index. */
  take(batches: readonly StreamBatch[], waits: Waits): Promise<readonly Outcome[]>;
  /** Sends commits of one stream again that were applied before. Positions do not move. Not set if effects must not be repeated. */
  readonly resend?: Resend;
  /** Moves the position past the next commit of a stream without applying it. Returns whether it was the next one. */
  skip(stream: string, commit: Commit): Promise<boolean>;
  /** Version up to which each stream is applied, always the end of a commit; a stream that the consumer has not seen has none. */
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
