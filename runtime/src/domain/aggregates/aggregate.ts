import type { NewEvent, StoredEvent } from '../events/event.js';
import type { SchemaEvolution } from '../events/eventSource.js';
import type { Data, Describes, JSONSchema, SchemaOf, Schemas } from '../schema.js';
import type { Rejection } from './rejection.js';

/** How a command is defined: either its payload becomes an event (`emits`), or it has a payload schema and a function in `decide`. */
export type CommandDefinition<EventType extends string = string, Field extends string = string> = {
  /** The stream must be empty. */
  readonly creates?: boolean;
  /** Its commit closes the stream: every later command is refused. */
  readonly deletes?: boolean;
  /** Payload fields that must differ from the state's fields of the same names. */
  readonly diff?: readonly Field[];
} & (
  | { readonly emits: EventType; readonly payload?: never; readonly records?: never }
  | { readonly payload: JSONSchema; readonly emits?: never; readonly records?: never }
  | {
      readonly payload: JSONSchema;
      readonly emits?: never;
      readonly creates?: false;
      /**
       * The event that a rejection by `decide` becomes. It has those of code, message and details that its schema names. The command is
       * still refused.
       */
      readonly records: EventType;
    }
);

/** What `decide` gets beside state and payload. `at` is the time that the commit will have. */
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

/** A value that no two streams of the aggregate may have, computed from a state. `undefined` and `null` reserve nothing. */
export type UniqueValue = string | number | null | undefined;

export type Decision<Event = NewEvent, Refusal = Rejection> = Event | readonly Event[] | Refusal;

/** Names of the commands that have a payload of their own, and so a `decide`. */
export type Decided<Commands> = { [C in keyof Commands]: Commands[C] extends { payload: JSONSchema } ? C : never }[keyof Commands];

/** Type of a command's payload, by its definition. */
type PayloadOf<Command, Events extends Schemas> = Command extends { payload: infer Schema }
  ? Data<Schema>
  : Command extends { emits: infer Type extends keyof Events }
    ? Data<Events[Type]>
    : never;

/** A command that `decide` decides: its payload, and the type of the event that its rejections are recorded as. */
export type DecidedCommand<Payload, RecordedAs extends string = never> = { readonly payload: Payload; readonly recordedAs: RecordedAs };

/** Commands as an aggregate's type has them: a payload, or a `DecidedCommand`. */
export type CommandData<Command, Events extends Schemas> = Command extends { payload: infer Schema }
  ? DecidedCommand<Data<Schema>, Command extends { records: infer Type extends string } ? Type : never>
  : PayloadOf<Command, Events>;

/** A command's definition, of which only its payload is known. */
type CommandOf<Known> = CommandDefinition & Describes<Known>;

/** Type of the payload of an aggregate's command. */
export type CommandPayload<A extends { readonly commands: object }, Name> = Name extends keyof A['commands']
  ? A['commands'][Name] extends Describes<infer Known>
    ? Known extends DecidedCommand<infer Payload, string>
      ? Payload
      : Known
    : unknown
  : never;

/** Types of the events that rejections of an aggregate's commands are recorded as. */
export type RecordedBy<A extends { readonly commands: object }> = {
  [C in keyof A['commands']]: A['commands'][C] extends Describes<DecidedCommand<unknown, infer Type>> ? Type : never;
}[keyof A['commands']];

/** What a command may be rejected with: anything, or what the event that records it can hold. */
type RecordableRejection<Command, Events extends Schemas> = Command extends { records: infer Type extends keyof Events }
  ? Rejection & Data<Events[Type]>
  : Rejection;

/** An event of an aggregate before it is stored: a union over its types. */
export type NewEventOf<Events extends Schemas> = { [T in keyof Events & string]: NewEvent<T, Data<Events[T]>> }[keyof Events & string];

/** A stored event of an aggregate: a union over its types. */
export type StoredEventOf<Events extends Schemas> = { [T in keyof Events & string]: StoredEvent<T, Data<Events[T]>> }[keyof Events &
  string];

/** Any event of some aggregates. */
export type EventFrom<From extends readonly { readonly events: Schemas }[]> = {
  [I in keyof From]: StoredEventOf<From[I]['events']>;
}[number];

/** Those of a union of events that are of a type. */
export type OfType<Event, Type> = Event extends { readonly type: Type } ? Event : never;

export type Evolve<State, Events extends Schemas> = {
  readonly [T in keyof Events & string]: (state: State, event: StoredEvent<T, Data<Events[T]>>) => State & Literally<State>;
};

/** The same fields. It only makes TypeScript keep a literal for what it is, where a fold says `status: 'placed'`, before it knows the state. */
export type Literally<State> = { readonly [Field in keyof State]: State[Field] | Extract<State[Field], string | number | boolean> };

type Decider<State, Payload, Event, Refusal> = (state: State, payload: Payload, context: DecisionContext) => Decision<Event, Refusal>;

/** The functions that an aggregate is defined with: one for each command that is decided. */
export type Decide<State, Events extends Schemas, Commands> = {
  readonly [C in Decided<Commands>]: Decider<
    State,
    PayloadOf<Commands[C], Events>,
    DecidedEventOf<Events>,
    RecordableRejection<Commands[C], Events>
  >;
};

/** An event as a decision gives it. */
type DecidedEventOf<Events extends Schemas> = {
  [T in keyof Events & string]: NewEvent<T, Data<Events[T]> & Literally<Data<Events[T]>>>;
}[keyof Events & string];

/** What some deciders reject with. */
export type RejectionsBy<Deciders> = {
  [C in keyof Deciders]: Deciders[C] extends (...args: never) => infer Decided ? Extract<Decided, Rejection> : never;
}[keyof Deciders];

/**
 * A consistency boundary: a name, event schemas, a fold, commands. Made by `defineAggregate`. `Events` is the data of each event type,
 * `Commands` the payload of each command.
 */
export type Aggregate<Name extends string, Events, State, Commands, Refusal = Rejection> = {
  readonly kind: 'aggregate';
  readonly name: Name;
  readonly initialState: () => State;
  readonly events: { readonly [T in keyof Events & string]: SchemaOf<Events[T]> };
  readonly evolve: { readonly [T in keyof Events & string]: (state: State, event: StoredEvent<T, Events[T]>) => State };
  readonly commands: { readonly [C in keyof Commands & string]: CommandOf<Commands[C]> };
  readonly decide: {
    readonly [C in keyof Commands & string as Commands[C] extends DecidedCommand<unknown, string> ? C : never]: Decider<
      State,
      Commands[C] extends DecidedCommand<infer Payload, string> ? Payload : never,
      { readonly [T in keyof Events & string]: NewEvent<T, Events[T]> }[keyof Events & string],
      Refusal
    >;
  };
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

/** What the commands of an aggregate may be rejected with by its `decide`: codes, each with its details. */
export type RejectionOf<A extends { readonly decide: object }> = RejectionsBy<A['decide']>;

/** The codes that the commands of an aggregate may be rejected with by its `decide`. */
export type RejectionCodeOf<A extends { readonly decide: object }> = RejectionOf<A>['code'];
