import type { AnyAggregate } from '../domain/aggregate.js';
import type { Commit } from '../domain/commit.js';
import { emptyStream, type Folded, foldCommit } from '../domain/fold.js';
import { noCommands, type RecentCommands, remember, rememberedOf } from '../domain/recentCommands.js';

/** What a process knows of a stream: as of a version, and perhaps not the newest. Nobody can change it. */
export type Known = {
  readonly folded: Folded;
  readonly recent: RecentCommands;
  /** Version of the newest snapshot that is known of; 0 for none. */
  readonly snapshotAt: number;
};

/** Nothing is known: the stream may exist or not. */
export const nothingKnown = (aggregate: AnyAggregate): Known => ({ folded: emptyStream(aggregate), recent: noCommands, snapshotAt: 0 });

/** One commit further. @throws StreamCorrupt when it does not follow */
export const advance = (aggregate: AnyAggregate, { folded, recent, snapshotAt }: Known, commit: Commit): Known => ({
  folded: foldCommit(aggregate, folded, commit),
  recent: remember(recent, [rememberedOf(commit)]),
  snapshotAt,
});
