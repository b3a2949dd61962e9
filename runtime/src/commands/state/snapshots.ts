import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Commit } from '../../domain/commit.js';
import type { Known, Loaded, Moment, Source } from './streamState.js';

/** Tells somebody who looks after the service of what went wrong without failing anything. */
export type Warn = (message: string, facts: Readonly<Record<string, unknown>>) => void;

/** Snapshots of the aggregates that have them. A snapshot that cannot be read or kept costs speed and no more. */
export type Snapshots = {
  /** Reads a stream from its snapshot, as `loadStream` does; undefined where there is none that the stream's events confirm. */
  load(source: Source, commandId: string): Promise<Loaded | undefined>;
  /** A stream's snapshot and what follows up to a moment; undefined where there is none from before it that the stream's events confirm. */
  upTo(source: Source, moment: Moment): Promise<Confirmed | undefined>;
  /** Keeps a snapshot if one is due. Gives what is known, with the snapshot's version. */
  keep(aggregate: AnyAggregate, stream: string, known: Known): Promise<Known>;
};

/** What a snapshot tells, its own last commit, which confirms it, and the commits that follow. */
export type Confirmed = { readonly base: Known; readonly last: Commit; readonly tail: AsyncIterable<Commit> };
