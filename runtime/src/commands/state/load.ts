import type { AnyAggregate, StateOf, StoredEventOf } from '../../domain/aggregates/aggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import { defined } from '../../domain/defined.js';
import { assertAggregateId } from '../../domain/stream.js';
import { type EventsOptions, streamEvents } from '../../eventStore/streamEvents.js';
import type { Dispatch } from '../dispatch.js';
import { loadState } from './loadState.js';
import type { Moment } from './streamState.js';

/** An aggregate's state and version. Version 0: it does not exist. `at`: time of its last commit. */
export type LoadedAggregate<State> = {
  readonly state: State;
  readonly version: number;
  readonly closed: boolean;
  readonly at?: string;
};

/** Reads an aggregate, now or at a moment of its past. */
export async function load<A extends AnyAggregate>(
  { store, snapshots }: Dispatch,
  aggregate: A,
  id: string,
  moment?: Moment,
): Promise<LoadedAggregate<StateOf<A>>> {
  assertAggregateId(aggregate.name, id);
  return loadedOf(aggregate, await loadState(store, aggregate, id, moment, snapshots));
}

/** Reads an aggregate's events, one by one. */
export function loadEvents<A extends AnyAggregate>({ store }: Dispatch, aggregate: A, id: string, options?: EventsOptions) {
  assertAggregateId(aggregate.name, id);
  // What an aggregate's schemas say of its own events.
  return streamEvents(store, aggregate, id, options) as AsyncIterable<StoredEventOf<A['events']>>;
}

/** A folded state, with the type that the aggregate's own fold gave it. */
export const loadedOf = <A extends AnyAggregate>(_aggregate: A, { state, version, closed, at }: Folded): LoadedAggregate<StateOf<A>> => ({
  state: state as StateOf<A>,
  version,
  closed,
  ...defined({ at }),
});
