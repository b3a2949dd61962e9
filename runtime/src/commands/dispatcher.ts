import type { AnyAggregate, StateOf, StoredEventOf } from '../domain/aggregates/aggregate.js';
import type { Command, CommandResult } from '../domain/commands/command.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { SnapshotStore } from '../eventStore/snapshotStore.js';
import type { EventsOptions } from '../eventStore/streamEvents.js';
import { signals as processSignals } from '../signals/createSignals.js';
import type { Dispatch } from './dispatch.js';
import { execute } from './execute/execute.js';
import { needsGuards } from './guards/guarding.js';
import { type LoadedAggregate, load, loadEvents } from './state/load.js';
import type { Warn } from './state/snapshots.js';
import { createStateCache, type StateCache } from './state/stateCache.js';
import type { Moment } from './state/streamState.js';
import { transact } from './transact/transact.js';
import type { TransactionScope } from './transact/transactionScope.js';

export type DispatcherOptions = Partial<Omit<Dispatch, 'aggregates' | 'snapshots' | 'guarding' | 'cache'>> & {
  readonly aggregates: readonly AnyAggregate[];
  readonly store: EventStore;
  /** Where snapshots are kept, for the aggregates that have them. */
  readonly snapshots?: SnapshotStore;
  /** Events between two snapshots, for all of the aggregates. Default: as each aggregate's `snapshot` says. */
  readonly snapshotEvery?: number;
  /** Default: one in memory. `false`: every command reads its stream. */
  readonly cache?: StateCache | false;
  /** Called for what fails without failing a command. Default: writes a line of JSON to stderr. */
  readonly warn?: Warn;
};

export type Dispatcher = {
  /**
   * Executes a command: its events are stored, or an error says why not.
   *
   * @throws EventSourcingError: ValidationFailed, PayloadTooLarge, MalformedRequest, InvalidAggregateId, UnknownAggregate, UnknownCommand,
   *   AggregateNotFound, AggregateAlreadyExists, AggregateDeleted, WrongVersion, Conflict, CommandIdReused, CommandRejected, CommandVetoed,
   *   EventInvalid, ValueTaken, CommitTooLarge, StoreThrottled, StoreUnavailable, StoreRefused, StreamCorrupt
   */
  execute(command: Command): Promise<CommandResult>;

  /** An aggregate's current state, or its state at an earlier moment, from a snapshot if there is one. Version 0: it does not exist. */
  load<A extends AnyAggregate>(aggregate: A, id: string, moment?: Moment): Promise<LoadedAggregate<StateOf<A>>>;

  /** An aggregate's events, one by one: after and before versions, backwards, limited. */
  events<A extends AnyAggregate>(aggregate: A, id: string, options?: EventsOptions): AsyncIterable<StoredEventOf<A['events']>>;

  /**
   * Executes several commands, on several streams, all or nothing: up to 100 items, of which each commit, each stream that is only read
   * and each unique value is one. A rejection refuses all of them, and is not recorded.
   *
   * @throws TransactionTooLarge, ValueTaken, and as `execute` does; `Conflict` names the stream that other writers changed first
   * @example
   * await transact(async ({ execute }) => {
   *   await execute({ aggregate: 'Account', id: 'ann', command: 'Withdraw', data: { amount: 10 } });
   *   await execute({ aggregate: 'Account', id: 'bob', command: 'Deposit', data: { amount: 10 } });
   * });
   */
  transact<Result>(work: (scope: TransactionScope) => Promise<Result>): Promise<Result>;
};

/** For a dispatch: its parts that not every function has are made already. */
export type DispatchOptions = Omit<DispatcherOptions, 'snapshots' | 'snapshotEvery' | 'warn'> &
  Pick<Dispatch, 'validate'> &
  Partial<Pick<Dispatch, 'snapshots' | 'guarding'>>;

/**
 * What commands are executed with. Nothing here imports ajv, snapshots or guards, so that a Lambda function has those that it was passed
 * and no other. @throws Error for an aggregate with guards, or ids that are kept for ever, where there is no `guarding`
 */
export function dispatchOf({ aggregates, store, snapshots, guarding, idempotency, cache, ...options }: DispatchOptions): Dispatch {
  const { now = () => new Date() } = options;
  const unguarded = guarding ? undefined : aggregates.find((aggregate) => idempotency !== undefined || needsGuards(aggregate));
  if (unguarded)
    throw new Error(`${unguarded.name} has guards, and no guarding was passed: its unique values or command ids would not be kept.`);
  return {
    aggregates: new Map(aggregates.map((aggregate) => [aggregate.name, aggregate])),
    store,
    signals: processSignals,
    cache: cache === false ? noCache : (cache ?? createStateCache({ now })),
    snapshots,
    guarding,
    idempotency,
    now,
    newId: () => crypto.randomUUID(),
    random: Math.random,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    ...options,
  };
}

/** All that can be asked of a dispatch. A function that only executes commands bundles `execute` alone. */
export function dispatcherOver(dispatch: Dispatch): Dispatcher {
  return {
    execute: (command) => execute(dispatch, command),
    transact: (work) => transact(dispatch, work),
    load: (aggregate, id, moment) => load(dispatch, aggregate, id, moment),
    events: (aggregate, id, options) => loadEvents(dispatch, aggregate, id, options),
  };
}

const noCache: StateCache = { get: () => undefined, set: () => {}, delete: () => {} };
