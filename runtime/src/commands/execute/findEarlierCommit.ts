import { findCommand, latest, logOf } from '../../domain/commands/commandLog.js';
import { isComplete, type Remembered, rememberedOf, rememberedSince } from '../../domain/commands/recentCommands.js';
import type { Commit } from '../../domain/commit.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { Known } from '../state/streamState.js';

/** What was found out about a command id: its commit, if it has one; and what is known now, which may be more than before. */
export type Recalled = { readonly known: Known; readonly commit?: Commit };

/**
 * Looks for the commit of a command that may have been accepted, or rejected on record, earlier. Costs nothing where the id is not among the remembered ones
 * and those reach back far enough; else a read.
 */
export async function recall(store: EventStore, stream: string, known: Known, commandId: string, now: Date): Promise<Recalled> {
  const entry = findCommand(known.recent, commandId);
  if (entry) {
    const { version } = entry;
    for await (const commit of store.read(stream, { from: version, to: version })) {
      if (commit.commandId === commandId) return { known, commit };
    }
  }
  if (isComplete(known.recent, now)) return { known };
  return lookBack(store, stream, known, commandId, rememberedSince(now));
}

/** Commits that are looked at first: a repeat comes soon, mostly, and a whole page is a megabyte. */
const nearest = 100;

/** Reads further back than is remembered, as far as the promise reaches: a snapshot carries some hundred ids, a busy stream has more. */
async function lookBack(store: EventStore, stream: string, known: Known, commandId: string, since: string): Promise<Recalled> {
  const older: Remembered[] = [];
  let from = 1;
  let before: string | undefined;
  for await (const commit of backwards(store, stream, known.recent.from - 1)) {
    if (commit.commandId === commandId && commit.at >= since) return { known, commit };
    if (commit.at < since) {
      from = commit.last + 1;
      before = commit.at;
      break;
    }
    older.push(rememberedOf(commit));
  }
  const { entries } = latest(known.recent, Number.POSITIVE_INFINITY);
  const recent = logOf({ entries: [...older.reverse(), ...entries], from, ...(before ? { before } : {}) });
  return { known: { ...known, recent } };
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
