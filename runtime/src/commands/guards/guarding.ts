import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Commit } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { Guard, GuardChange } from '../../eventStore/transaction.js';
import type { Guarding } from '../dispatch.js';
import { type AppendOutcome, append, outcomeOf, unknown } from '../outcome/append.js';
import { commandGuardKey, commandGuards, idTaken, isKeptForEver } from './commandGuards.js';
import { valueChanges, valueTaken } from './valueChanges.js';

export const guarding: Guarding = {
  changes: (dispatch, command, change, commit) => [...valueChanges([change]), ...commandGuards(dispatch, command, commit)],

  append(store, commit, changes) {
    return changes.length === 0 ? append(store, commit) : appendGuarded(store, commit, changes);
  },

  async findCommit(dispatch, command) {
    if (!isKeptForEver(dispatch, command)) return undefined;
    const { store } = dispatch;
    const { aggregate, stream } = command.subject;
    const guard = await store.loadGuard(commandGuardKey(aggregate, command.commandId));
    return guard && guardedCommit(store, guard, stream);
  },
};

/** Whether commands of an aggregate can not be executed without. */
export const needsGuards = ({ unique, idempotency }: AnyAggregate): boolean => unique !== undefined || idempotency !== undefined;

async function appendGuarded(store: EventStore, commit: Commit, guards: readonly GuardChange[]): Promise<AppendOutcome> {
  try {
    const result = await store.transact({ commits: [commit], guards, checks: [] });
    if (result.status !== 'guardTaken') return outcomeOf(result);
    const { taken } = result;
    const by = await guardedCommit(store, taken, commit.stream);
    const refusal = taken.version === undefined ? valueTaken(commit.stream, taken) : idTaken(commit.stream);
    return { status: 'guarded', refusal, ...defined({ by }) };
  } catch (error) {
    return unknown(error);
  }
}

/** The commit that a command's guard points to; undefined if the guard is held by a process, which has recorded a refusal. */
async function guardedCommit(store: EventStore, { owner, version }: Guard, stream: string): Promise<Commit | undefined> {
  if (version === undefined || owner !== stream) return undefined;
  for await (const commit of store.read(owner, { from: version, to: version })) return commit;
  return undefined;
}
