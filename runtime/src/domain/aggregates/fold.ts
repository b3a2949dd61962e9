import { type Commit, eventsOf } from '../commit.js';
import { EventSourcingError } from '../errors.js';
import { freeze } from '../freeze.js';
import type { AnyAggregate } from './aggregate.js';

/** A stream folded up to a version: the state that a decision is made on. Version 0 is a stream that does not exist. */
export type Folded = {
  readonly state: unknown;
  readonly version: number;
  readonly closed: boolean;
  /** Time of the last commit. */
  readonly at?: string;
};

/** A stream without events. */
export const emptyStream = (aggregate: AnyAggregate): Folded => ({ state: freeze(aggregate.initialState()), version: 0, closed: false });

/** Folds one more commit; `events` are its own, where they are known already. @throws StreamCorrupt when it does not follow; EventUnknown, UpcastFailed when an event cannot be read */
export function foldCommit(aggregate: AnyAggregate, folded: Folded, commit: Commit, events = eventsOf(aggregate, commit)): Folded {
  if (commit.version !== folded.version + 1) {
    throw corrupt(commit, `version ${commit.version} follows version ${folded.version}`);
  }
  let state = folded.state;
  for (const event of events) {
    const evolve = aggregate.evolve[event.type];
    if (!evolve) throw new TypeError(`${aggregate.name} has no evolve.${event.type}.`);
    // Frozen after each event: a fold that changes its state in place fails the first time, not only in a warm container.
    state = freeze(evolve(state, event));
  }
  return { state, version: commit.last, closed: folded.closed || commit.closes, at: commit.at };
}

const corrupt = ({ stream }: Commit, problem: string) =>
  new EventSourcingError({ code: 'StreamCorrupt', message: `Stream ${stream} cannot be folded: ${problem}.`, details: { stream } });
