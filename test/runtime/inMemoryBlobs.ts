import type { BlobStore } from '../../runtime/src/index.js';

/** A blob store in memory that a test can look into, and spoil. */
export function inMemoryBlobs(): BlobStore & { readonly blobs: Map<string, Uint8Array> } {
  const blobs = new Map<string, Uint8Array>();
  return {
    blobs,
    async put(key, bytes) {
      blobs.set(key, bytes.slice());
    },
    async get(key) {
      return blobs.get(key);
    },
  };
}
