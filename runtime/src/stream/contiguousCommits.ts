import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { StreamBatch, Waits } from './consumer.js';

/**
 * The commits that follow a position, without a gap, up to the end of a batch: those of the batch where they do, else read from the table.
 * Undefined if the stream is parked: the batch then waits behind the parked commit.
 *
 * @throws StreamCorrupt where the table lacks them
 */
export async function contiguousCommits(
  store: EventStore,
  { stream, commits }: StreamBatch,
  position: number,
  waits: Waits,
): Promise<readonly Commit[] | undefined> {
  const due = commits.filter(({ last }) => last > position);
  const end = endOf(commits);
  if (isDense(position, due)) return due;
  // The position of a parked stream does not move, so a later batch finds a gap. Only then does it need to be asked whether it is parked.
  if (await waits(stream, end)) return undefined;
  const read: Commit[] = [];
  for await (const commit of store.read(stream, { from: position + 1, to: end })) read.push(commit);
  if (isDense(position, read) && read.at(-1)?.last === end) return read;
  throw new EventSourcingError({
    code: 'StreamCorrupt',
    message: `Stream ${stream} has no commits without a gap from version ${position + 1} to ${end}, though a commit up to ${end} was delivered.`,
    details: { stream },
  });
}

/** Version of the last event of commits in order; 0 for none. */
export const endOf = (commits: readonly Commit[]): number => commits.at(-1)?.last ?? 0;

function isDense(position: number, commits: readonly Commit[]): boolean {
  return commits.every(({ version }, index) => version === (commits[index - 1]?.last ?? position) + 1);
}
