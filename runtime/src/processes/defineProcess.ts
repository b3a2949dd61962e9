import type { AnyAggregate, EventFrom } from '../domain/aggregates/aggregate.js';
import { defined } from '../domain/defined.js';
import type { EventSource } from '../domain/events/eventSource.js';
import { checkProcess } from './checkProcess.js';
import type { Folds, Handlers, PassedHandlers, Process } from './process.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

/**
 * Defines a process: events in, commands out. Each event in `from` that it handles begins an instance, or continues one, by its `key`. The
 * outcomes of its commands, accepted or rejected, come back to the process, and so do the deadlines that it set.
 *
 * Handlers and folds are pure: they return what is to be done, and do nothing. Everything that a process handles is recorded in a stream of
 * its own (`Fulfilment/42`) before anything is done about it.
 *
 * @throws DefinitionInvalid when the parts contradict each other (TypeScript refuses most of that earlier)
 * @example
 * const fulfilment = defineProcess({
 *   name: 'fulfilment',
 *   from: [Order],
 *   to: [Order, Item],
 *   on: { OrderPlaced: ({ data }) => [command(Item, 'ReserveStock', data.itemId, {}), deadline('payment', { hours: 24 })] },
 *   rejected: { 'Item.ReserveStock': ({ code }, { id }) => command(Order, 'CancelOrder', id, { reason: code }) },
 *   passed: { payment: (_, { id }) => command(Order, 'CancelOrder', id, { reason: 'not paid' }) },
 * });
 */
export function defineProcess<
  const Name extends string,
  const From extends readonly EventSource[],
  const To extends readonly AnyAggregate[],
  State = undefined,
  Deadline extends string = never,
>(
  definition: {
    readonly name: Name;
    /** The aggregates whose events it handles. */
    readonly from: From;
    /** The aggregates that it sends commands to. */
    readonly to: To;
    /** The id of the process that an event is for; null for none. Default: the id of the event's aggregate. */
    readonly key?: (event: EventFrom<NoInfer<From>>) => string | null;
    /**
     * Events from before this time (ISO 8601) are not handled. Default: all events are handled, also those that are older than the process.
     */
    readonly since?: string;
    /** Default: undefined. */
    readonly initialState?: () => State;
    readonly evolve?: NoInfer<Folds<From, To, State, Deadline>>;
    /** Deadlines that passed. What is named here can be set. */
    readonly passed?: PassedHandlers<NoInfer<To>, NoInfer<State>, Deadline>;
  } & NoInfer<Handlers<From, To, State, Deadline>>,
): Process<Name, State, Deadline, From, To> {
  const { name, from, to, since, on, accepted, rejected, passed, evolve = {} } = definition;
  const key = definition.key ?? (({ aggregateId }: EventFrom<From>) => aggregateId);
  // Where it is left out, State is undefined: nothing else says what it is.
  const initialState = definition.initialState ?? ((): State => undefined as State);
  const process: Process<Name, State, Deadline, From, To> = Object.freeze({
    ...{ kind: 'process', name, from, to, key, initialState, evolve, on },
    ...defined({ since, accepted, rejected, passed }),
  });
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') checkProcess(process);
  return process;
}
