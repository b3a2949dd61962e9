import type { Commit } from '../../domain/commit.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { ReplaySelection } from '../../model/control.js';
import type { Consumer } from '../../stream/consumer.js';

type StreamPart = {
  readonly stream: string;
  /** Version that it has been brought to. */
  readonly from: number;
  /** Version of the last event that is asked for. */
  readonly last: number;
  readonly selection: ReplaySelection;
  /** Commits at most. */
  readonly limit: number;
};

/**
 * The next commits of a stream that may be sent again, and up to where that is; no `end`: there are no more. One that the consumer has
 * yet to take ends it, since that comes in due order, or waits behind what is parked.
 */
export async function resendable(
  consumer: Consumer,
  store: EventStore,
  { stream, from, last, selection, limit }: StreamPart,
): Promise<{ readonly commits: readonly Commit[]; readonly end?: number }> {
  const position = (await consumer.positions([stream])).get(stream) ?? 0;
  const [begin, end] = [timeOf(selection.from, Number.NEGATIVE_INFINITY), timeOf(selection.to, Number.POSITIVE_INFINITY)];
  const commits: Commit[] = [];
  let seen = 0;
  for await (const commit of store.read(stream, { from: from + 1, to: last })) {
    const at = Date.parse(commit.at);
    const isYetToCome = commit.last > position && (consumer.wants?.(commit) ?? true);
    if (at >= end || isYetToCome) return { commits };
    if (at >= begin) commits.push(commit);
    seen += 1;
    // Those before the beginning are only read: many of them are as cheap as few.
    if (commits.length === limit || seen === longestLook) return { commits, end: commit.last };
  }
  return { commits };
}

/** Commits that are read between two looks at the clock. */
const longestLook = 2000;

const timeOf = (time: string | undefined, otherwise: number): number => (time === undefined ? otherwise : Date.parse(time));
