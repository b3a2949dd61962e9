import type { Snapshot, SnapshotStore } from './snapshotStore.js';

/** A snapshot store in memory, for tests and scripts. Snapshots are kept as JSON text, so that what is stored cannot be mutated. */
export function inMemorySnapshotStore(): SnapshotStore & { clear(): void } {
  const snapshots = new Map<string, { readonly version: number; readonly json: string }>();
  const keyOf = (stream: string, schema: number) => `${schema}:${stream}`;

  return {
    async load(stream, schema) {
      const stored = snapshots.get(keyOf(stream, schema));
      if (!stored) return undefined;
      const snapshot: Snapshot = JSON.parse(stored.json);
      return snapshot;
    },
    async save(snapshot) {
      const key = keyOf(snapshot.stream, snapshot.schema);
      const stored = snapshots.get(key);
      if (stored && stored.version >= snapshot.version) return;
      snapshots.set(key, { version: snapshot.version, json: JSON.stringify(snapshot) });
    },
    clear() {
      snapshots.clear();
    },
  };
}
