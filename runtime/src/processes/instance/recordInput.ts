import { loadTail } from '../../commands/state/loadStream.js';
import type { StateCache } from '../../commands/state/stateCache.js';
import { applyCommit, nothingKnown, type StreamState } from '../../commands/state/streamState.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import { streamName } from '../../domain/stream.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import { maxAttempts } from '../../retry/attempts.js';
import { backoff } from '../../retry/backoff.js';
import { conflict } from '../../retry/conflict.js';
import { type Input, versionBefore } from './inputs.js';
import { ownEvents } from './instance.js';
import { type Definition, react } from './react.js';

/** What inputs are recorded with. */
export type RecordContext = Definition & {
  /** Where the processes' own streams are. It has a place for guards. */
  readonly store: EventStore;
  readonly cache: StateCache;
  readonly now: () => Date;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
};

/** `taken`: the guard that was to be taken with it is another's. */
export type Recorded = { readonly status: 'recorded' | 'taken'; readonly folded: Folded };

/**
 * Records an input in a process's stream, with what is to be done about it: once, whoever else records what meanwhile. With `guard`, the
 * key of one, it takes that in the same transaction.
 *
 * @throws Conflict, StoreThrottled, StoreUnavailable (a repeat finds out), StoreRefused, CommitTooLarge, and as `react` does
 */
export async function recordInput(recording: RecordContext, id: string, input: Input, guard?: string): Promise<Recorded> {
  const { store, streams, cache, now, random, sleep } = recording;
  const stream = streamName(streams.name, id);
  let known = await load(recording, id, versionBefore(input));
  for (let attempt = 1; attempt <= maxAttempts.stream; attempt++) {
    const reacted = react(recording, { id, folded: known.folded }, input, now().toISOString());
    // What is known may be old, but what it holds did happen: what was had by then is had.
    if (!reacted) return { status: 'recorded', folded: known.folded };
    const { commit } = reacted;
    const guards =
      guard === undefined ? [] : [{ action: 'reserve', guard: { key: guard, owner: stream, version: commit.version } } as const];
    const result = guards.length === 0 ? await store.append(commit) : await store.transact({ commits: [commit], guards, checks: [] });
    if (result.status === 'appended') {
      known = applyCommit(streams, known, { commit, events: ownEvents(streams, commit) });
      cache.set(stream, known);
      return { status: 'recorded', folded: known.folded };
    }
    if (result.status === 'guardTaken') return { status: 'taken', folded: known.folded };
    await sleep(backoff(attempt, random));
    known = await load(recording, id);
  }
  throw conflict(stream, input.kind, known.folded.version, known.folded.version);
}

/** What is known of a process, up to `version` at least; without it, all. */
export async function load({ store, streams, cache }: RecordContext, id: string, version = Number.POSITIVE_INFINITY): Promise<StreamState> {
  const stream = streamName(streams.name, id);
  const cached = cache.get(stream);
  if (cached && cached.folded.version >= version) return cached;
  const { state: known } = await loadTail({ store, aggregate: streams, stream }, cached ?? nothingKnown(streams), '');
  cache.set(stream, known);
  return known;
}
