import { groupBy } from '../../check/groups.js';
import type { StoredCommit } from '../../check/timeline.js';
import { poisonIn } from '../poison.js';
import type { Evidence } from './evidence.js';

/** A stream, as it has to look to one consumer. */
export type Seen = {
  readonly stream: string;
  /** What has to have taken effect, in order. */
  readonly effective: readonly StoredCommit[];
  /** What may have: discarded, or poison of which some came before. */
  readonly open: readonly StoredCommit[];
  /** Where it is parked, and what waits behind it. */
  readonly stop?: { readonly commit: StoredCommit; readonly behind: readonly StoredCommit[] };
  /** The version up to which the consumer is past the stream. */
  readonly end: number;
};

/** The streams of some aggregates, as they have to look to a consumer. */
export function seenBy({ commits, discarded, mended }: Evidence, consumer: string, aggregates: readonly string[]): readonly Seen[] {
  const own = commits.filter(({ stream }) => aggregates.includes(aggregateOf(stream)));
  return [...groupBy(own, ({ stream }) => stream)].map(([stream, unordered]) => {
    const inOrder = [...unordered].sort((a, b) => a.version - b.version);
    const passed = (commit: StoredCommit) =>
      discarded.some((each) => each.consumer === consumer && each.stream === stream && each.version === commit.version);
    const at = mended ? -1 : inOrder.findIndex((commit) => isPoison(consumer, commit) && !passed(commit));
    const before = at === -1 ? inOrder : inOrder.slice(0, at);
    const stop = at === -1 ? undefined : inOrder[at];
    return {
      stream,
      effective: before.filter((commit) => !passed(commit)),
      open: [...before.filter(passed), ...(stop ? [stop] : [])],
      ...(stop ? { stop: { commit: stop, behind: inOrder.slice(at + 1) } } : {}),
      end: before.at(-1)?.last ?? 0,
    };
  });
}

const aggregateOf = (stream: string): string => stream.slice(0, stream.indexOf('/'));
export const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

/** Versions of a commit's events, each with its event. */
export const versioned = ({ version, events }: StoredCommit) => events.map((event, index) => ({ version: version + index, event }));

/** Fields of what an event carries. */
export const fieldsOf = (data: unknown): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null ? { ...data } : {};

/** Whether a consumer fails at a commit until it is mended. Poison of a target is in the command, and so in the process's own stream. */
function isPoison(consumer: string, { events }: StoredCommit): boolean {
  return events.some(({ type, data }) => {
    const issued = type === 'CommandIssued';
    const poison = poisonIn(issued ? fieldsOf(data).data : data);
    return poison?.consumer === consumer && poison.lasts && (poison.how === 'target') === issued;
  });
}
