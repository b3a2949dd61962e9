import type { NewEvent, StoredEvent } from './event.js';
import type { SchemaEvolution } from './eventSource.js';
import type { Rejection } from './rejection.js';
import type { Data, JSONSchema, Schemas } from './schema.js';

/** What may be asked of an aggregate. A command either emits its payload as an event, or has a payload and is decided. */
export type CommandDefinition<EventType extends string = string, Field extends string = string> = {
  /** The stream must be empty. */
  readonly creates?: boolean;
  /** The stream is closed by it. */
  readonly deletes?: boolean;
  /** Payload fields that must differ from the state's fields of the same names. */
  readonly diff?: readonly Field[];
} & ({ readonly emits: EventType; readonly payload?: never } | { readonly payload: JSONSchema; readonly emits?: never });

/** What a decision may know beside state and payload. `at` is the time that the commit will carry. */
export type DecisionContext = {
  readonly aggregateId: string;
  readonly version: number;
  readonly at: string;
  readonly commandId: string;
  readonly actor?: string;
};

/** How an aggregate's states are kept as snapshots. */
export type SnapshotPolicy = {
  /** Declared version of the state and its fold, from 1: raise it when either changes, and older snapshots are ignored. Default: 1. */
  readonly version?: number;
  /** Events between two snapshots. Default: 100. */
  readonly every?: number;
};

/** A value that no two streams of the aggregate may have, read off a state; without one, nothing is reserved. */
export type UniqueValue = string | number | null | undefined;

export type Decision<Event = NewEvent> = Event | readonly Event[] | Rejection;

/** Names of the commands that have a payload of their own, and so a `decide`. */
export type Decided<Commands> = { [C in keyof Commands]: Commands[C] extends { payload: JSONSchema } ? C : never }[keyof Commands];

/** Type of a command's payload. */
type PayloadOf<Command, Events extends Schemas> = Command extends { payload: infer Schema }
  ? Data<Schema>
  : Command extends { emits: infer Type extends keyof Events }
    ? Data<Events[Type]>
    : never;

/** An event of an aggregate before it is stored: a union over its types. */
export type NewEventOf<Events extends Schemas> = { [T in keyof Events & string]: NewEvent<T, Data<Events[T]>> }[keyof Events & string];

/** A stored event of an aggregate: a union over its types. */
export type StoredEventOf<Events extends Schemas> = { [T in keyof Events & string]: StoredEvent<T, Data<Events[T]>> }[keyof Events &
  string];

export type Evolve<State, Events extends Schemas> = {
  readonly [T in keyof Events & string]: (state: State, event: StoredEvent<T, Data<Events[T]>>) => State;
};

export type Decide<State, Events extends Schemas, Commands> = {
  readonly [C in Decided<Commands>]: (
    state: State,
    payload: PayloadOf<Commands[C], Events>,
    context: DecisionContext,
  ) => Decision<NewEventOf<Events>>;
};

/** A consistency boundary: a name, event schemas, a fold, commands. Made by `defineAggregate`. */
export type Aggregate<Name extends string, Events extends Schemas, State, Commands> = {
  readonly kind: 'aggregate';
  readonly name: Name;
  readonly initialState: () => State;
  readonly events: Events;
  readonly evolve: Evolve<State, Events>;
  readonly commands: Commands;
  readonly decide: Decide<State, Events, Commands>;
  readonly snapshot?: SnapshotPolicy;
  readonly unique?: Readonly<Record<string, (state: State) => UniqueValue>>;
  readonly idempotency?: 'forever';
} & SchemaEvolution;

// Methods are bivariant in their parameters, functions are not: an aggregate of any state is to be an AnyAggregate.
type AnyEvolver = { call(state: unknown, event: StoredEvent): unknown }['call'];
type AnyUnique = { call(state: unknown): UniqueValue }['call'];
type AnyDecider = { call(state: unknown, payload: unknown, context: DecisionContext): Decision }['call'];

/** An aggregate whose types are not known: what dispatch, stores and the plugin work with. */
export type AnyAggregate = {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly initialState: () => unknown;
  readonly events: Schemas;
  readonly evolve: { readonly [type: string]: AnyEvolver };
  readonly commands: { readonly [command: string]: CommandDefinition };
  readonly decide: { readonly [command: string]: AnyDecider };
  readonly snapshot?: SnapshotPolicy;
  readonly unique?: { readonly [name: string]: AnyUnique };
  readonly idempotency?: 'forever';
} & SchemaEvolution;

/** Type of the states of an aggregate. */
export type StateOf<A extends { readonly initialState: () => unknown }> = ReturnType<A['initialState']>;
