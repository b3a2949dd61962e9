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

/** `taken`: the guard is held by another stream. */
export type Recorded = { readonly status: 'recorded' | 'taken'; readonly folded: Folded };

/**
 * Records an input in a process's stream together with its reactions: once, whatever is recorded there at the same time. With the key of a
 * `guard`, takes that in the same transaction.
 *
 * @throws Conflict, StoreThrottled, StoreUnavailable (a repeat finds out), StoreRefused, CommitTooLarge, and as `react` does
 */
export async function recordInput(recording: RecordContext, id: string, input: Input, guard?: string): Promise<Recorded> {
  const { store, streams, cache, now, random, sleep } = recording;
  const stream = streamName(streams.name, id);
  let state = await load(recording, id, versionBefore(input));
  for (let attempt = 1; attempt <= maxAttempts.stream; attempt++) {
    const reacted = react(recording, { id, folded: state.folded }, input, now().toISOString());
    // The state may be out of date, but what it holds did happen: an input that is recorded in it is a duplicate.
    if (!reacted) return { status: 'recorded', folded: state.folded };
    const { commit } = reacted;
    const guards =
      guard === undefined ? [] : [{ action: 'reserve', guard: { key: guard, owner: stream, version: commit.version } } as const];
    const result = guards.length === 0 ? await store.append(commit) : await store.transact({ commits: [commit], guards, checks: [] });
    if (result.status === 'appended') {
      state = applyCommit(streams, state, { commit, events: ownEvents(streams, commit) });
      cache.set(stream, state);
      return { status: 'recorded', folded: state.folded };
    }
    if (result.status === 'guardTaken') return { status: 'taken', folded: state.folded };
    await sleep(backoff(attempt, random));
    state = await load(recording, id);
  }
  throw conflict(stream, input.kind, state.folded.version, state.folded.version);
}

/** The state of a process, up to `version` at least; without one, up to the end of its stream. */
export async function load({ store, streams, cache }: RecordContext, id: string, version = Number.POSITIVE_INFINITY): Promise<StreamState> {
  const stream = streamName(streams.name, id);
  const cached = cache.get(stream);
  if (cached && cached.folded.version >= version) return cached;
  const { state } = await loadTail({ store, aggregate: streams, stream }, cached ?? nothingKnown(streams), '');
  cache.set(stream, state);
  return state;
}
