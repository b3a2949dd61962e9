import type { Commit } from '../domain/commit.js';
import type { EventStore, ReadOptions } from './eventStore.js';

/** The first commit of what would be read; undefined if there is none. */
export async function readOne(
  store: Pick<EventStore, 'read'>,
  stream: string,
  options: Omit<ReadOptions, 'limit'>,
): Promise<Commit | undefined> {
  for await (const commit of store.read(stream, { ...options, limit: 1 })) return commit;
  return undefined;
}
