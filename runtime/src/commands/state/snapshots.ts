import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Commit } from '../../domain/commit.js';
import type { Loaded, Moment, StreamSource, StreamState } from './streamState.js';

/** Reports a failure that failed no command, to whoever operates the service. */
export type Warn = (message: string, facts: Readonly<Record<string, unknown>>) => void;

/** Snapshots of the aggregates that have them. A snapshot that cannot be read or stored only costs speed. */
export type Snapshots = {
  /** Reads a stream from its snapshot, as `loadStream` does; undefined where there is none that the stream's events confirm. */
  load(source: StreamSource, commandId: string): Promise<Loaded | undefined>;
  /** A stream's snapshot and what follows up to a moment; undefined where there is none from before it that the stream's events confirm. */
  upTo(source: StreamSource, moment: Moment): Promise<Confirmed | undefined>;
  /** Saves a snapshot if one is due. Returns the state, with the snapshot's version. */
  keep(aggregate: AnyAggregate, stream: string, known: StreamState): Promise<StreamState>;
};

/** The state that a snapshot holds, its last commit, which confirms it, and the commits that follow. */
export type Confirmed = { readonly base: StreamState; readonly last: Commit; readonly tail: AsyncIterable<Commit> };
