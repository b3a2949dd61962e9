import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { NewEvent } from '../../domain/events/event.js';
import { display } from '../display.js';
import { type Fail, failAt } from '../failure.js';
import type { AggregateOutcome, AggregateScenario, UntypedCommand } from '../scenario.js';
import { assertRecorded, assertRefused, assertState, assertStored, assertThrown } from './assertions.js';
import type { Script } from './play.js';

/** A scenario that has no command yet. */
export function createScenario(start: Omit<Script, 'earlier' | 'command'>): AggregateScenario<AnyAggregate> {
  const when = (command: UntypedCommand) => createOutcome({ ...start, earlier: [], command }, failAt(when));
  const thenState = (state: unknown) => assertState({ ...start, earlier: [], command: undefined }, state, failAt(thenState));
  return { when, whenUntyped: when, thenState };
}

/**
 * The assertions after a command. An object with a method `then` is what `await` calls with two functions, and so does a runner that a
 * test gives it to. Nobody asserts anything in that way, so it fails, at the line of the command: an `await` leaves no stack of its own.
 */
function createOutcome(script: Script & { readonly command: UntypedCommand }, failAtCommand: Fail): AggregateOutcome<AnyAggregate> {
  const { earlier, command } = script;
  const when = (next: UntypedCommand) => createOutcome({ ...script, earlier: [...earlier, command], command: next }, failAt(when));

  async function then(events: unknown, onRejected?: unknown): Promise<void> {
    if (isEvents(events)) return assertStored(script, events, failAt(then));
    const awaited = typeof events === 'function';
    const error = awaited ? failAtCommand(nothingAsserted(command)) : failAt(then)(noEvents(events));
    if (typeof onRejected !== 'function') throw error;
    onRejected(error);
  }
  const thenState = (state: unknown) => assertState(script, state, failAt(thenState));
  const thenNothing = () => assertStored(script, [], failAt(thenNothing));
  const thenRejected = (code: string, ...details: readonly unknown[]) => assertRefused(script, code, details, failAt(thenRejected));
  const thenRecorded = (event: NewEvent) => assertRecorded(script, event, failAt(thenRecorded));
  const thenThrown = (message: string | RegExp) => assertThrown(script, message, failAt(thenThrown));

  return { when, whenUntyped: when, then, thenState, thenNothing, thenRejected, thenRecorded, thenThrown };
}

const isEvents = (events: unknown): events is readonly NewEvent[] => Array.isArray(events);

const noEvents = (given: unknown) => ({ message: `then takes a list of events, ${display(given)} given.` });

const nothingAsserted = ({ command }: UntypedCommand) => ({
  message: `Nothing is asserted after ${command}: end the scenario with then([…]), thenNothing(), thenRejected(code), thenRecorded(event), thenState(state) or thenThrown(message).`,
});
