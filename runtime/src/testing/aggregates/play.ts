import { createDispatcher } from '../../commands/createDispatcher.js';
import { loadState } from '../../commands/state/loadState.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import { eventsOf } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import { type EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import { streamName } from '../../domain/stream.js';
import { inMemoryEventStore } from '../../eventStore/inMemoryEventStore.js';
import { createSignals } from '../../signals/createSignals.js';
import type { Signals } from '../../signals/signals.js';
import type { Validate } from '../../validation/violations.js';
import { asStored } from '../display.js';
import type { Fail } from '../failure.js';
import { type History, timeOf } from '../history.js';
import type { UntypedCommand } from '../scenario.js';
import { describeRefusal } from './refusal.js';

/** An aggregate with a past, and the commands that it is sent: the last of them is the one that the scenario is about. */
export type Script = {
  readonly aggregate: AnyAggregate;
  readonly history: History;
  readonly signals: Signals | undefined;
  readonly validate: Validate;
  readonly earlier: readonly UntypedCommand[];
  readonly command: UntypedCommand | undefined;
};

/** What became of a command. */
export type Ending =
  | { readonly kind: 'accepted'; readonly events: readonly NewEvent[] }
  /** `recorded`: the event that the stream keeps of the rejection. */
  | { readonly kind: 'refused'; readonly error: EventSourcingError; readonly recorded?: NewEvent }
  | { readonly kind: 'thrown'; readonly error: unknown };

/** A script that was played: how its last command ended, and the aggregate before and after that. */
export type Played = { readonly ending: Ending; readonly before: Folded; readonly after: Folded };

/**
 * Sends the commands to an event store in memory, through the dispatcher that a deployed service has: what is checked there is checked
 * here. Clock and ids are counted, so that each run is the same.
 */
export async function play(
  { aggregate, history, signals = createSignals(), validate, earlier, command }: Script,
  fail: Fail,
): Promise<Played> {
  const { aggregateId, commits } = history;
  const store = inMemoryEventStore();
  for (const commit of commits) await store.append(commit);
  let clock = history.at;
  let ids = 0;
  const { execute } = createDispatcher({
    aggregates: [aggregate],
    store,
    signals,
    validate,
    now: () => new Date(clock),
    newId: () => `id-${++ids}`,
    random: () => 0,
    sleep: async () => {},
  });
  const send = ({ at = clock, ...request }: UntypedCommand) => {
    clock = timeOf(at, fail);
    return endingOf(execute({ ...request, aggregate: aggregate.name, id: aggregateId }), recordAt);
  };
  const recordAt = async (version: number) => {
    for await (const commit of store.read(streamName(aggregate.name, aggregateId), { from: version, to: version })) {
      return storedOf(eventsOf(aggregate, commit))[0];
    }
    return undefined;
  };
  const load = () => loadState(store, aggregate, aggregateId);

  for (const each of earlier) assertAccepted(each, await send(each), fail);
  const before = await load();
  const ending: Ending = command ? await send(command) : { kind: 'accepted', events: [] };
  return { ending, before, after: await load() };
}

async function endingOf(
  result: Promise<{ readonly events: readonly NewEvent[] }>,
  recordAt: (version: number) => Promise<NewEvent | undefined>,
): Promise<Ending> {
  try {
    const { events } = await result;
    return { kind: 'accepted', events: storedOf(events) };
  } catch (error) {
    if (!isEventSourcingError(error)) return { kind: 'thrown', error };
    const version = isEventSourcingError(error, 'CommandRejected') ? error.details.version : undefined;
    const recorded = version === undefined ? undefined : await recordAt(version);
    return { kind: 'refused', error, ...defined({ recorded }) };
  }
}

const storedOf = (events: readonly NewEvent[]): readonly NewEvent[] => events.map(({ type, data }) => ({ type, data: asStored(data) }));

function assertAccepted({ command }: UntypedCommand, ending: Ending, fail: Fail): void {
  if (ending.kind === 'thrown') throw ending.error;
  if (ending.kind === 'accepted' || ending.recorded) return;
  throw fail({ message: `${command}, which other commands follow, was refused: ${describeRefusal(ending.error)}` });
}
