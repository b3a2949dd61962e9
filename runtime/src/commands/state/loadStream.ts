import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { foldCommit } from '../../domain/aggregates/fold.js';
import { logOf, remember } from '../../domain/commands/commandLog.js';
import { rememberedOf } from '../../domain/commands/recentCommands.js';
import type { Commit } from '../../domain/commit.js';
import { readOne } from '../../eventStore/readOne.js';
import type { Snapshots } from './snapshots.js';
import { type Loaded, nothingKnown, type StreamSource, type StreamState } from './streamState.js';

/** Reads and folds what follows `state` in a stream, consistently; notices the commit of `commandId` on the way. */
export async function loadTail({ store, aggregate, stream }: StreamSource, state: StreamState, commandId: string): Promise<Loaded> {
  const commits = store.read(stream, { from: state.folded.version + 1 });
  return foldTail(aggregate, state, commits, commandId);
}

/** Reads a stream: from its snapshot, if there is one that its events confirm, else from its beginning. */
export async function loadStream(source: StreamSource, snapshots: Pick<Snapshots, 'load'> | undefined, commandId: string): Promise<Loaded> {
  return (await snapshots?.load(source, commandId)) ?? loadTail(source, nothingKnown(source.aggregate), commandId);
}

/**
 * Reads a stream's last commit and its first, which is all that the refusal of a creation needs: a stream that exists may be long, and a creation's
 * own commit can only be the first. `nothing` is the state of a stream that does not exist.
 */
export async function loadEnds({ store, stream }: StreamSource, nothing: StreamState, commandId: string): Promise<Loaded> {
  const tip = await readOne(store, stream, { backwards: true });
  if (!tip) return { state: nothing };
  const first = tip.version === 1 ? tip : await readOne(store, stream, { to: 1 });
  const folded = { ...nothing.folded, version: tip.last, closed: tip.closes, at: tip.at };
  const recent = logOf({ entries: [rememberedOf(tip)], from: tip.version });
  const commit = [tip, first].find((one) => one?.commandId === commandId);
  return { state: { folded, recent, snapshotAt: 0, unfolded: true }, ...(commit ? { commit } : {}) };
}

/** Folds commits that follow `state`; notices the commit of `commandId` among them. */
export async function foldTail(
  aggregate: AnyAggregate,
  state: StreamState,
  commits: AsyncIterable<Commit>,
  commandId: string,
): Promise<Loaded> {
  let { folded, recent } = state;
  let found: Commit | undefined;
  for await (const commit of commits) {
    folded = foldCommit(aggregate, folded, commit);
    recent = remember(recent, commit);
    if (commit.commandId === commandId) found = commit;
  }
  const tip = folded === state.folded ? state : { ...state, folded, recent };
  return found ? { state: tip, commit: found } : { state: tip };
}
