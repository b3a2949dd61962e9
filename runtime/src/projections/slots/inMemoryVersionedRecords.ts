import type { VersionedRecords } from './versionedRecords.js';

/** Versioned records in memory, as long as the process lives: for tests. */
export function inMemoryVersionedRecords(): VersionedRecords {
  const records = new Map<string, { readonly revision: number; readonly text: string }>();
  return {
    async load(name) {
      const record = records.get(name);
      return record && { revision: record.revision, value: JSON.parse(record.text) };
    },
    async save(name, value, seen) {
      if (records.get(name)?.revision !== seen) return false;
      records.set(name, { revision: (seen ?? 0) + 1, text: JSON.stringify(value) });
      return true;
    },
  };
}
