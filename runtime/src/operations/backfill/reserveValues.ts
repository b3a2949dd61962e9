import { type HeldValue, valueGuards } from '../../commands/guards/uniqueValues.js';
import type { StreamState } from '../../commands/state/streamState.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { isEventSourcingError } from '../../domain/errors.js';
import type { VersionCheck } from '../../eventStore/transaction.js';
import { maxAttempts } from '../../retry/attempts.js';
import { backoff } from '../../retry/backoff.js';
import { conflict } from '../../retry/conflict.js';
import { hasMoved, readStream } from './holders.js';
import type { Work } from './work.js';

/** What became of a value that a stream holds. `owner`: the stream that holds it too, and has it reserved. */
export type Outcome = HeldValue & ({ readonly status: 'reserved' | 'held' } | { readonly status: 'duplicate'; readonly owner: string });

/**
 * Reserves the values that a stream holds, while commands go on: each in a transaction with a check that the stream's next version is free. A
 * command that changes the value comes first, and this looks again; or after, and finds the guard, which it moves with the value.
 *
 * @throws Conflict when the stream was changed on every try, and what reading it throws
 */
export async function reserveValues(work: Work, aggregate: AnyAggregate, stream: string): Promise<readonly Outcome[]> {
  const reserved = new Set<string>();
  let state: StreamState | undefined;
  let lost: unknown;
  for (let attempt = 1; attempt <= maxAttempts.stream; attempt++) {
    try {
      state = await readStream(work, aggregate, stream, state);
      const outcomes = await reserveAll(work, aggregate, stream, state, reserved);
      if (outcomes) return outcomes;
      lost = undefined;
    } catch (error) {
      if (!isTransient(error)) throw error;
      lost = error;
    }
    await work.sleep(backoff(attempt, work.random));
  }
  const version = state?.folded.version ?? 0;
  throw lost ?? conflict(stream, 'the back-fill', version, version + 1);
}

/** Whether an error is a transient one of the store. A value that was reserved in spite of it is found. */
const isTransient = (error: unknown): boolean =>
  isEventSourcingError(error, 'StoreThrottled') || isEventSourcingError(error, 'StoreUnavailable');

/** Undefined where the stream has moved meanwhile. `reserved`: keys of the guards that were reserved on earlier tries, to be added to. */
async function reserveAll(
  work: Work,
  aggregate: AnyAggregate,
  stream: string,
  { folded }: StreamState,
  reserved: Set<string>,
): Promise<readonly Outcome[] | undefined> {
  const outcomes: Outcome[] = [];
  for (const value of valueGuards(aggregate, stream, folded)) {
    const outcome = await reserve(work, aggregate, value, folded.version);
    if (!outcome) return undefined;
    if (outcome.status === 'reserved') reserved.add(value.guard.key);
    outcomes.push(outcome.status === 'held' && reserved.has(value.guard.key) ? { ...value, status: 'reserved' } : outcome);
  }
  return outcomes;
}

async function reserve(work: Work, aggregate: AnyAggregate, value: HeldValue, version: number): Promise<Outcome | undefined> {
  const { store } = work;
  const { guard } = value;
  const check: VersionCheck = { stream: guard.owner, version };
  const held = await store.loadGuard(guard.key);
  if (held?.owner === guard.owner) return { ...value, status: 'held' };
  if (!held) return resultOf(value, await store.transact({ commits: [], guards: [{ action: 'reserve', guard }], checks: [check] }));

  const { folded } = await readStream(work, aggregate, held.owner);
  if (valueGuards(aggregate, held.owner, folded).some((other) => other.guard.key === guard.key)) {
    // Still unmoved after the other was read: both held the value at one time.
    return (await hasMoved(work, guard.owner, version)) ? undefined : { ...value, status: 'duplicate', owner: held.owner };
  }
  // The other changed its value while the aggregate had no `unique`, and kept the guard.
  const checks = [check, { stream: held.owner, version: folded.version }];
  const guards = [{ action: 'reserve', guard, from: [held.owner] }] as const;
  return resultOf(value, await store.transact({ commits: [], guards, checks }));
}

const resultOf = (value: HeldValue, { status }: { readonly status: string }): Outcome | undefined =>
  status === 'appended' ? { ...value, status: 'reserved' } : undefined;
