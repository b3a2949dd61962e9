import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Commit } from '../../domain/commit.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { Guard, GuardChange } from '../../eventStore/transaction.js';
import type { Dispatch } from '../dispatcher.js';
import { append, type Settled, settledOf, unknown } from '../execute/append.js';
import type { Attempted } from '../execute/attempt.js';
import { type Change, commandGuardKey, commandGuards, idTaken, isKeptForEver, valueChanges, valueTaken } from './guards.js';

/**
 * What commands of aggregates with guards need beside the rest: those that have unique values, or keep command ids for ever. It is passed
 * in, since a Lambda function whose aggregate has none bundles none of it.
 */
export type Guarding = {
  /** What a commit takes and gives up. @throws as `valueChanges` does */
  changes(dispatch: Dispatch, attempted: Attempted, change: Change, commit: Commit): readonly GuardChange[];
  /** Appends a commit, in one transaction with its guards if it has any. */
  append(store: EventStore, commit: Commit, changes: readonly GuardChange[]): Promise<Settled>;
  /** The commit of a command whose id is kept for ever. Asked only before a refusal: an acceptance finds the id taken. */
  recall(dispatch: Dispatch, attempted: Attempted): Promise<Commit | undefined>;
};

export const guarding: Guarding = {
  changes: (dispatch, attempted, change, commit) => [...valueChanges([change]), ...commandGuards(dispatch, attempted, commit)],

  append(store, commit, changes) {
    return changes.length === 0 ? append(store, commit) : appendGuarded(store, commit, changes);
  },

  async recall(dispatch, attempted) {
    if (!isKeptForEver(dispatch, attempted)) return undefined;
    const { store } = dispatch;
    const { aggregate, stream } = attempted.subject;
    const guard = await store.loadGuard(commandGuardKey(aggregate, attempted.commandId));
    return guard && guardedCommit(store, guard, stream);
  },
};

/** Whether commands of an aggregate can not be executed without. */
export const needsGuards = ({ unique, idempotency }: AnyAggregate): boolean => unique !== undefined || idempotency !== undefined;

async function appendGuarded(store: EventStore, commit: Commit, guards: readonly GuardChange[]): Promise<Settled> {
  try {
    const result = await store.transact({ commits: [commit], guards, checks: [] });
    if (result.status !== 'guardTaken') return settledOf(result);
    const { taken } = result;
    const by = await guardedCommit(store, taken, commit.stream);
    const refusal = taken.version === undefined ? valueTaken(commit.stream, taken) : idTaken(commit.stream);
    return { status: 'guarded', refusal, ...(by ? { by } : {}) };
  } catch (error) {
    return unknown(error);
  }
}

/** The commit of a stream that a command's guard stands for; none where the sender keeps the outcome, since it was a refusal. */
async function guardedCommit(store: EventStore, { owner, version }: Guard, stream: string): Promise<Commit | undefined> {
  if (version === undefined || owner !== stream) return undefined;
  for await (const commit of store.read(owner, { from: version, to: version })) return commit;
  return undefined;
}
