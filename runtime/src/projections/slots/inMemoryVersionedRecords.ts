import type { Notes } from './versionedRecords.js';

/** Notes in memory, as long as the process lives: for tests. */
export function inMemoryNotes(): Notes {
  const notes = new Map<string, { readonly revision: number; readonly text: string }>();
  return {
    async load(name) {
      const note = notes.get(name);
      return note && { revision: note.revision, value: JSON.parse(note.text) };
    },
    async save(name, value, seen) {
      if (notes.get(name)?.revision !== seen) return false;
      notes.set(name, { revision: (seen ?? 0) + 1, text: JSON.stringify(value) });
      return true;
    },
  };
}
