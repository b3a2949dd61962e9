import type { AnyAggregate, NewEventOf, StateOf } from '../domain/aggregate.js';
import type { Command } from '../domain/command.js';
import type { ErrorCode, ErrorDetails } from '../domain/errors.js';
import type { Metadata, NewEvent } from '../domain/event.js';
import type { Data, JSONSchema, Schemas } from '../domain/schema.js';

/** An event of the past. `at` is the time of its commit (ISO 8601), by default that of the event before it. */
export type Past<Event = NewEvent> = Event & { readonly at?: string; readonly metadata?: Metadata };

/** What a command may carry beside its name and payload. `at` is the time when it is sent, by default that of the newest event. */
type Facts = Omit<Command, 'aggregate' | 'id' | 'command' | 'data'> & { readonly at?: string };

/** A command as a client may send it: of any name and with any payload. */
export type UntypedCommand = Facts & { readonly command: string; readonly data: unknown };

type PayloadOf<Definition, Events extends Schemas> = Definition extends { readonly payload: infer Schema extends JSONSchema }
  ? Data<Schema>
  : Definition extends { readonly emits: infer Type extends keyof Events }
    ? Data<Events[Type]>
    : never;

/** A command of an aggregate: a union over its names. */
export type CommandOf<A extends AnyAggregate> = {
  [Name in keyof A['commands'] & string]: Facts & { readonly command: Name; readonly data: PayloadOf<A['commands'][Name], A['events']> };
}[keyof A['commands'] & string];

/** A code of this library, or one of the aggregate's own, as `decide` gives it to `reject`. */
type Code = ErrorCode | (string & {});

/** An aggregate with a past. */
export type AggregateScenario<A extends AnyAggregate> = {
  /** Sends a command. After an earlier one: that has to be accepted, and what it stored is part of the past then. */
  when(command: CommandOf<A>): AggregateOutcome<A>;

  /** The same with a command that the types do not allow: how does the service answer to a client that is wrong? */
  whenUntyped(command: UntypedCommand): AggregateOutcome<A>;

  /** The state that the events make, with those of the commands, which have to be accepted. */
  thenState(state: StateOf<A>): Promise<void>;
};

/** What became of the last command. Each assertion gives a promise that has to be awaited or returned. */
export type AggregateOutcome<A extends AnyAggregate> = AggregateScenario<A> & {
  /** It was accepted, and stored exactly these events. */
  then(events: readonly NewEventOf<A['events']>[]): Promise<void>;

  /** It was accepted, and stored nothing. */
  thenNothing(): Promise<void>;

  /** It was refused under this code: one of `reject`, or one of this library. `details`, where they are given, are exactly the refusal's. */
  thenRejected<const C extends Code>(code: C, details?: C extends ErrorCode ? ErrorDetails[C] : unknown): Promise<void>;

  /** `decide`, a fold or a receiver threw an error that is no refusal, with this text in its message. */
  thenThrown(message: string | RegExp): Promise<void>;
};

/** The start of an aggregate's scenarios. */
export type AggregateTesting<A extends AnyAggregate> = {
  /** An aggregate with these events, each in a commit of its own; without any, it does not exist. */
  given(events?: readonly Past<NewEventOf<A['events']>>[]): AggregateScenario<A>;

  /** An aggregate that was deleted: the command that stored the last of these events has `deletes`. */
  givenDeleted(events: readonly Past<NewEventOf<A['events']>>[]): AggregateScenario<A>;
};
