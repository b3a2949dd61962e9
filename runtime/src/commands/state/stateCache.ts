import { isPlainData } from '../../domain/freeze.js';
import type { StreamState } from './streamState.js';

/** The states of streams that a container worked on. A cached state never decides an outcome: the put, or a read, verifies it. */
export type StateCache = {
  /** The state of a stream when it was last read or written, if that is recent enough. */
  get(stream: string): StreamState | undefined;
  /** Stores a state, unless a newer one is there. */
  set(stream: string, known: StreamState): void;
  delete(stream: string): void;
};

export type StateCacheOptions = {
  /** The most streams that are cached. Default: 1,000. */
  readonly entries?: number;
  /** The most bytes that the states take, as JSON. Default: 32 MB. */
  readonly bytes?: number;
  /** Milliseconds after which an entry is not used. Default: 5 minutes. */
  readonly age?: number;
  readonly now?: () => Date;
};

type Entry = { readonly known: StreamState; readonly time: number; readonly bytes: number; readonly measuredAt: number };

const bytesOfRemembered = 100;

/** A cache in the process's memory: the least recently used streams go first. */
export function createStateCache(options: StateCacheOptions = {}): StateCache {
  const { entries: most = 1000, bytes: largest = 32 * 1024 * 1024, age = 5 * 60 * 1000, now = () => new Date() } = options;
  // A Map keeps the order of insertion: what is used is inserted again.
  const entries = new Map<string, Entry>();
  let bytes = 0;
  let newest: string | undefined;

  const drop = (stream: string): void => {
    bytes -= entries.get(stream)?.bytes ?? 0;
    entries.delete(stream);
  };
  const isFull = () => entries.size > most || bytes > largest;

  return {
    get(stream) {
      const entry = entries.get(stream);
      if (!entry) return undefined;
      if (now().getTime() - entry.time > age) {
        drop(stream);
        return undefined;
      }
      // Deleting and inserting a key again and again is not free either.
      if (stream !== newest) {
        entries.delete(stream);
        entries.set(stream, entry);
        newest = stream;
      }
      return entry.known;
    },
    set(stream, known) {
      const before = entries.get(stream);
      const kept = before && before.known.folded.version > known.folded.version ? before : measured(known, before, now().getTime());
      if (!kept || kept.bytes > largest) return drop(stream);
      if (stream !== newest) entries.delete(stream);
      entries.set(stream, kept);
      newest = stream;
      bytes += kept.bytes - (before?.bytes ?? 0);
      while (isFull()) drop(entries.keys().next().value ?? stream);
    },
    delete: drop,
  };
}

// Measuring walks the whole state, so it is done again only once the stream has grown by an eighth.
function measured(known: StreamState, before: Entry | undefined, time: number): Entry | undefined {
  const { state, version } = known.folded;
  const overhead = (known.recent.end - known.recent.start) * bytesOfRemembered;
  if (before && version - before.measuredAt < Math.max(8, before.measuredAt / 8)) {
    return { known, time, bytes: before.bytes, measuredAt: before.measuredAt };
  }
  // A Map, for example, cannot be frozen, so a caller could change it. Such a state is folded from its events each time.
  if (!isPlainData(state)) return undefined;
  return { known, time, bytes: (JSON.stringify(state) ?? '').length + overhead, measuredAt: version };
}
