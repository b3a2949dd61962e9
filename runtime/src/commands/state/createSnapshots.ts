import { isDeepStrictEqual } from 'node:util';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { latest, logOf } from '../../domain/commands/commandLog.js';
import type { Commit } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import { isEventSourcingError } from '../../domain/errors.js';
import { freeze } from '../../domain/freeze.js';
import type { Snapshot, SnapshotStore } from '../../eventStore/snapshotStore.js';
import { foldTail } from './loadStream.js';
import type { Confirmed, Snapshots, Warn } from './snapshots.js';
import type { Moment, StreamSource, StreamState } from './streamState.js';

const defaultEvery = 100;

// About 26 bytes each, compressed: 8 KB. A stream of up to 20 commands a minute has no more in a quarter of an hour.
const mostIds = 300;

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

  const upTo = async (source: StreamSource, moment: Moment): Promise<Confirmed | undefined> => {
    const { aggregate, stream } = source;
    const snapshot = interval(aggregate) === undefined ? undefined : await read(aggregate, stream);
    return snapshot && isBefore(snapshot, moment) ? confirm(snapshot, source, moment) : undefined;
  };

  return {
    async load(source, commandId) {
      const confirmed = await upTo(source, {});
      if (!confirmed) return undefined;
      const { base, last, tail } = confirmed;
      const loaded = await foldTail(source.aggregate, base, tail, commandId);
      return last.commandId === commandId ? { ...loaded, commit: last } : loaded;
    },
    upTo,
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

/** Makes a snapshot; returns undefined for a state that does not survive a JSON round trip. */
function snapshotOf(aggregate: AnyAggregate, stream: string, { folded, recent }: StreamState): Snapshot | undefined {
  const { state, version, closed, at } = folded;
  const json = JSON.stringify(state);
  if (at === undefined || json === undefined || !isDeepStrictEqual(JSON.parse(json), state)) return undefined;
  return { stream, schema: schemaOf(aggregate), version, state: json, closed, at, recent: latest(recent, mostIds) };
}

const isBefore = (snapshot: Snapshot, { version = Number.POSITIVE_INFINITY, at }: Moment): boolean =>
  snapshot.version <= version && (at === undefined || Date.parse(snapshot.at) <= Date.parse(at));

/** Reads what follows a snapshot, from the snapshot's own last commit on; undefined where that is not the one it says. */
async function confirm(snapshot: Snapshot, { store, stream }: StreamSource, { version: to }: Moment): Promise<Confirmed | undefined> {
  const base = fromSnapshot(snapshot);
  const entry = snapshot.recent.entries.at(-1);
  if (!base || !entry) return undefined;
  const tail = store.read(stream, { from: entry.version, ...defined({ to }) })[Symbol.asyncIterator]();
  const first = await tail.next();
  if (!first.done && isOfStream(snapshot, first.value)) return { base, last: first.value, tail: { [Symbol.asyncIterator]: () => tail } };
  // The snapshot is ahead of the events (the table was restored) or not of this stream's past.
  await tail.return?.();
  return undefined;
}

/** The state that a snapshot holds; undefined if it cannot be parsed. */
function fromSnapshot({ state, version, closed, at, recent }: Snapshot): StreamState | undefined {
  try {
    return { folded: { state: freeze(JSON.parse(state)), version, closed, at }, recent: logOf(recent), snapshotAt: version };
  } catch {
    return undefined;
  }
}

/** Whether a commit is the one that a snapshot ends with. */
function isOfStream({ stream, version, recent }: Snapshot, commit: Commit): boolean {
  const last = recent.entries.at(-1);
  return commit.stream === stream && commit.last === version && commit.version === last?.version && commit.commandId === last.commandId;
}
