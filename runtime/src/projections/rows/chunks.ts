/** The limits of a request: items and bytes. */
export type ChunkLimits = { readonly items: number; readonly bytes: number };

/** Items in their order, in chunks that keep the limits; an item that is larger than the limit has a chunk of its own. */
export function chunksOf<Item>(items: readonly Item[], bytesOf: (item: Item) => number, limits: ChunkLimits): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let chunk: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (chunk.length > 0 && (chunk.length >= limits.items || bytes + size > limits.bytes)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
