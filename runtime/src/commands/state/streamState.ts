import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { emptyStream, type Folded, foldCommit } from '../../domain/aggregates/fold.js';
import { type CommandLog, emptyLog, remember } from '../../domain/commands/commandLog.js';
import type { Commit } from '../../domain/commit.js';
import type { StoredEvent } from '../../domain/events/event.js';
import type { EventStore } from '../../eventStore/eventStore.js';

/** The state of a stream as of a version, which may not be the newest. Immutable. */
export type StreamState = {
  readonly folded: Folded;
  readonly recent: CommandLog;
  /** Version of the newest known snapshot; 0 for none. */
  readonly snapshotAt: number;
  /** Its state is not that of its version: of a stream that was only looked at to refuse a creation. */
  readonly unfolded?: true;
};

/** A commit that may follow, and its events as its aggregate sees them. */
export type Proposal = { readonly commit: Commit; readonly events: readonly StoredEvent[] };

/** Where a stream is read. */
export type StreamSource = { readonly store: EventStore; readonly aggregate: AnyAggregate; readonly stream: string };

/** The state of a stream, and the commit of the command that was looked for, if it was among those read. */
export type Loaded = { readonly state: StreamState; readonly commit?: Commit };

/** Up to where to fold: a version, or a time (ISO 8601; commits at that very time included). */
export type Moment = { readonly version?: number; readonly at?: string };

/** The state of a stream that was not read: it may exist or not. */
export const nothingKnown = (aggregate: AnyAggregate): StreamState => ({
  folded: emptyStream(aggregate),
  recent: emptyLog(),
  snapshotAt: 0,
});

/** The state after one more commit. @throws StreamCorrupt when it does not follow */
export const applyCommit = (
  aggregate: AnyAggregate,
  { folded, recent, snapshotAt }: StreamState,
  { commit, events }: Proposal,
): StreamState => ({
  folded: foldCommit(aggregate, folded, commit, events),
  recent: remember(recent, commit),
  snapshotAt,
});
