import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { foldCommit } from '../../domain/aggregates/fold.js';
import { remember } from '../../domain/commands/commandLog.js';
import type { Commit } from '../../domain/commit.js';
import type { Snapshots } from './snapshots.js';
import { type Loaded, nothingKnown, type StreamSource, type StreamState } from './streamState.js';

/** Reads and folds what follows `known` in a stream, consistently; notices the commit of `commandId` on the way. */
export async function loadTail({ store, aggregate, stream }: StreamSource, known: StreamState, commandId: string): Promise<Loaded> {
  const commits = store.read(stream, { from: known.folded.version + 1 });
  return foldTail(aggregate, known, commits, commandId);
}

/** Reads a stream: from its snapshot, if there is one that its events confirm, else from its beginning. */
export async function loadStream(source: StreamSource, snapshots: Pick<Snapshots, 'load'> | undefined, commandId: string): Promise<Loaded> {
  return (await snapshots?.load(source, commandId)) ?? loadTail(source, nothingKnown(source.aggregate), commandId);
}

/** Folds commits that follow `known`; notices the commit of `commandId` among them. */
export async function foldTail(
  aggregate: AnyAggregate,
  known: StreamState,
  commits: AsyncIterable<Commit>,
  commandId: string,
): Promise<Loaded> {
  let { folded, recent } = known;
  let found: Commit | undefined;
  for await (const commit of commits) {
    folded = foldCommit(aggregate, folded, commit);
    recent = remember(recent, commit);
    if (commit.commandId === commandId) found = commit;
  }
  const tip = folded === known.folded ? known : { ...known, folded, recent };
  return found ? { state: tip, commit: found } : { state: tip };
}
