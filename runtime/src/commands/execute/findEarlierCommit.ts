import { findCommand, latest, logOf } from '../../domain/commands/commandLog.js';
import { isComplete, type Remembered, rememberedOf, rememberedSince } from '../../domain/commands/recentCommands.js';
import type { Commit } from '../../domain/commit.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { Loaded, StreamState } from '../state/streamState.js';

/**
 * Looks for the commit of a command that may have been accepted earlier, or rejected on record. Costs a read only if the id is among those that
 * are remembered, or those do not reach back far enough; what was read is remembered in the state that is returned.
 */
export async function findEarlierCommit(
  store: EventStore,
  stream: string,
  state: StreamState,
  commandId: string,
  now: Date,
): Promise<Loaded> {
  const entry = findCommand(state.recent, commandId);
  if (entry) {
    const { version } = entry;
    for await (const commit of store.read(stream, { from: version, to: version })) {
      if (commit.commandId === commandId) return { state, commit };
    }
  }
  if (isComplete(state.recent, now)) return { state };
  return lookBack(store, stream, state, commandId, rememberedSince(now));
}

/** Commits that are looked at first: a repeat comes soon, mostly, and a whole page is a megabyte. */
const nearest = 100;

/** Reads further back than is remembered, as far as the promise reaches: a snapshot carries some hundred ids, a busy stream has more. */
async function lookBack(store: EventStore, stream: string, state: StreamState, commandId: string, since: string): Promise<Loaded> {
  const older: Remembered[] = [];
  let from = 1;
  let before: string | undefined;
  for await (const commit of backwards(store, stream, state.recent.from - 1)) {
    if (commit.commandId === commandId && commit.at >= since) return { state, commit };
    if (commit.at < since) {
      from = commit.last + 1;
      before = commit.at;
      break;
    }
    older.push(rememberedOf(commit));
  }
  const { entries } = latest(state.recent, Number.POSITIVE_INFINITY);
  const recent = logOf({ entries: [...older.reverse(), ...entries], from, ...(before ? { before } : {}) });
  return { state: { ...state, recent } };
}

async function* backwards(store: EventStore, stream: string, to: number): AsyncIterable<Commit> {
  let read = 0;
  let oldest = to + 1;
  for await (const commit of store.read(stream, { to, backwards: true, limit: nearest })) {
    read += 1;
    oldest = commit.version;
    yield commit;
  }
  if (read === nearest && oldest > 1) yield* store.read(stream, { to: oldest - 1, backwards: true });
}
