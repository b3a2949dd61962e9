import type { AnyAggregate } from '../domain/aggregates/aggregate.js';
import type { Commit } from '../domain/commit.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { GuardChange } from '../eventStore/transaction.js';
import type { Signals } from '../signals/signals.js';
import type { Validate } from '../validation/violations.js';
import type { PreparedCommand } from './execute/validCommand.js';
import type { Change } from './guards/valueChanges.js';
import type { AppendOutcome } from './outcome/append.js';
import type { Snapshots } from './state/snapshots.js';
import type { StateCache } from './state/stateCache.js';

/** What commands are executed with. Clock, ids and chance are passed in, so that a test can say what they are. */
export type Dispatch = {
  readonly aggregates: ReadonlyMap<string, AnyAggregate>;
  readonly store: EventStore;
  readonly signals: Signals;
  readonly validate: Validate;
  /** What this process knows of streams. */
  readonly cache: StateCache;
  /** Without them, states are folded from all events. */
  readonly snapshots: Snapshots | undefined;
  /** Set when an aggregate needs guards. */
  readonly guarding: Guarding | undefined;
  /** Keeps the ids of all commands that have one for ever. Undefined: of those aggregates that say so themselves. */
  readonly idempotency: 'forever' | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Called for each attempt that lost its version to another commit. */
  readonly onConflict?: (aggregate: string) => void;
};

/**
 * What commands of aggregates with guards need beside the rest: those that have unique values, or keep command ids for ever. It is passed
 * in, since a Lambda function whose aggregate has none bundles none of it.
 */
export type Guarding = {
  /** What a commit takes and gives up. @throws as `valueChanges` does */
  changes(dispatch: Dispatch, command: PreparedCommand, change: Change, commit: Commit): readonly GuardChange[];
  /** Appends a commit, in one transaction with its guards if it has any. */
  append(store: EventStore, commit: Commit, changes: readonly GuardChange[]): Promise<AppendOutcome>;
  /** The commit of a command whose id is kept for ever. Asked only before a refusal: an acceptance finds the id taken. */
  findCommit(dispatch: Dispatch, command: PreparedCommand): Promise<Commit | undefined>;
};
