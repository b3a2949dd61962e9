import { isDeepStrictEqual } from 'node:util';
import type { AnyAggregate } from '../domain/aggregate.js';
import type { Commit } from '../domain/commit.js';
import { isEventSourcingError } from '../domain/errors.js';
import { freeze } from '../domain/freeze.js';
import { latest, rememberedCommands } from '../domain/recentCommands.js';
import type { Snapshot, SnapshotStore } from '../eventStore/snapshotStore.js';
import type { Known } from './known.js';
import { foldTail, type Loaded, type Source } from './loadStream.js';

/** Tells somebody who looks after the service of what went wrong without failing anything. */
export type Warn = (message: string, facts: Readonly<Record<string, unknown>>) => void;

/** Snapshots of the aggregates that have them. A snapshot that cannot be read or kept costs speed and no more. */
export type Snapshots = {
  /** Reads a stream from its snapshot, as `loadStream` does; undefined where there is none that the stream's events confirm. */
  load(source: Source, commandId: string): Promise<Loaded | undefined>;
  /** Keeps a snapshot if one is due. Gives what is known, with the snapshot's version. */
  keep(aggregate: AnyAggregate, stream: string, known: Known): Promise<Known>;
};

const defaultEvery = 100;

/** `every`: events between two snapshots, for aggregates that do not say; without it, those have none. */
export function createSnapshots(store: SnapshotStore, every: number | undefined, warn: Warn): Snapshots {
  const interval = ({ snapshot }: AnyAggregate): number | undefined => every ?? (snapshot && (snapshot.every ?? defaultEvery));

  const read = async (aggregate: AnyAggregate, stream: string): Promise<Snapshot | undefined> => {
    try {
      return await store.load(stream, schemaOf(aggregate));
    } catch (error) {
      warn('a snapshot could not be read; the events are', { stream, error });
      return undefined;
    }
  };

  return {
    async load(source, commandId) {
      const { aggregate, stream } = source;
      const snapshot = interval(aggregate) === undefined ? undefined : await read(aggregate, stream);
      return snapshot && loadFrom(snapshot, source, commandId);
    },
    async keep(aggregate, stream, known) {
      const due = interval(aggregate);
      const { version } = known.folded;
      if (due === undefined || version - known.snapshotAt < due) return known;
      const snapshot = snapshotOf(aggregate, stream, known);
      if (!snapshot) {
        warn(`the state of ${aggregate.name} has no snapshot: JSON gives back another value than it was given`, { stream, version });
        return { ...known, snapshotAt: version };
      }
      try {
        await store.save(snapshot);
      } catch (error) {
        if (isEventSourcingError(error, 'SnapshotTooLarge')) {
          warn(error.message, { stream, version });
          return { ...known, snapshotAt: version };
        }
        warn('a snapshot could not be kept; the next command tries again', { stream, version, error });
        return known;
      }
      return { ...known, snapshotAt: version };
    },
  };
}

const schemaOf = ({ snapshot }: AnyAggregate): number => snapshot?.version ?? 1;

/** The snapshot of what is known; undefined where its state does not come back as it was. */
function snapshotOf(aggregate: AnyAggregate, stream: string, { folded, recent }: Known): Snapshot | undefined {
  const { state, version, closed, at } = folded;
  const json = JSON.stringify(state);
  if (at === undefined || json === undefined || !isDeepStrictEqual(JSON.parse(json), state)) return undefined;
  return { stream, schema: schemaOf(aggregate), version, state: json, closed, at, recent: latest(recent, rememberedCommands) };
}

/** Reads what follows a snapshot, from the snapshot's own last commit on; undefined where that is not the one it says. */
async function loadFrom(snapshot: Snapshot, { store, aggregate, stream }: Source, commandId: string): Promise<Loaded | undefined> {
  const base = fromSnapshot(snapshot);
  const last = snapshot.recent.entries.at(-1);
  if (!base || !last) return undefined;
  const tail = store.read(stream, { from: last.version })[Symbol.asyncIterator]();
  const first = await tail.next();
  // Else the snapshot is ahead of the events (the table was restored) or not of this stream's past.
  if (first.done || !isOfStream(snapshot, first.value)) {
    await tail.return?.();
    return undefined;
  }
  const loaded = await foldTail(aggregate, base, { [Symbol.asyncIterator]: () => tail }, commandId);
  return first.value.commandId === commandId ? { ...loaded, commit: first.value } : loaded;
}

/** What a snapshot tells; undefined where it cannot be read. */
function fromSnapshot({ state, version, closed, at, recent }: Snapshot): Known | undefined {
  try {
    return { folded: { state: freeze(JSON.parse(state)), version, closed, at }, recent, snapshotAt: version };
  } catch {
    return undefined;
  }
}

/** Whether a commit is the one that a snapshot ends with. */
function isOfStream({ stream, version, recent }: Snapshot, commit: Commit): boolean {
  const last = recent.entries.at(-1);
  return commit.stream === stream && commit.last === version && commit.version === last?.version && commit.commandId === last.commandId;
}
