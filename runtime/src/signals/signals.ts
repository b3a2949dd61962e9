import type { AnyAggregate, StateOf, StoredEventOf } from '../domain/aggregates/aggregate.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { Filter } from './filter.js';

/** A command was read and is about to be validated. A throw refuses it. */
export type CommandReceived = {
  readonly aggregate: string;
  /** Missing for a command that creates an aggregate without a given id. */
  readonly aggregateId?: string;
  readonly command: string;
  readonly data: unknown;
  readonly actor?: string;
};

/** Events were decided and are about to be stored; a lost race for the version decides, and signals, again. A throw vetoes the commit. */
export type EventPreSave<State = unknown, Event = StoredEvent> = {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly command: string;
  /** State before the events. */
  readonly state: State;
  readonly events: readonly Event[];
};

/** Events were stored. Comes from the table's stream: at least once, in the stream's order, after the answer to the command. */
export type EventPostSave<Event = StoredEvent> = {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly command: string;
  readonly events: readonly Event[];
};

/** What each signal carries. */
export type SignalPayloads = {
  commandReceived: CommandReceived;
  eventPreSave: EventPreSave;
  eventPostSave: EventPostSave;
};

export type SignalName = keyof SignalPayloads;

type TypedPayloads<A extends AnyAggregate, Type extends keyof A['events']> = {
  commandReceived: CommandReceived;
  eventPreSave: EventPreSave<StateOf<A>, StoredEventOf<Pick<A['events'], Type>>>;
  eventPostSave: EventPostSave<StoredEventOf<Pick<A['events'], Type>>>;
};

/** A handler; what it returns is awaited and dropped. A method type, so that one for a typed aggregate may stand where any is wanted. */
export type Handler<Payload> = { handle(payload: Payload): unknown }['handle'];

/** Stops listening. */
export type Unsubscribe = () => void;

/** In-process hooks around a command. Handlers are awaited, one after the other, in the order in which they were registered. */
export type Signals = {
  /**
   * Listens. With an aggregate as filter, state and events are typed.
   *
   * @example
   * signals.on('eventPreSave', { aggregate: Item, command: 'UpdatePrice' }, ({ state, events }) => { … });
   * signals.on('eventPostSave', { event: 'PriceUpdated' }, async ({ events }) => { … });
   */
  on<Name extends SignalName>(name: Name, handler: Handler<SignalPayloads[Name]>): Unsubscribe;
  on<Name extends SignalName, A extends AnyAggregate, Type extends keyof A['events'] & string>(
    name: Name,
    filter: { readonly aggregate: A; readonly command?: keyof A['commands'] & string; readonly event?: Type },
    handler: Handler<TypedPayloads<A, Type>[Name]>,
  ): Unsubscribe;
  on<Name extends SignalName>(name: Name, filter: Filter, handler: Handler<SignalPayloads[Name]>): Unsubscribe;

  /** Calls the handlers, each awaited; the first throw ends it. */
  emit<Name extends SignalName>(name: Name, payload: SignalPayloads[Name]): Promise<void>;

  /** Whether a signal has receivers: without any there is no need to emit it. */
  hears(name: SignalName): boolean;

  /** Names of the signals that have receivers. */
  listening(): readonly SignalName[];
};
