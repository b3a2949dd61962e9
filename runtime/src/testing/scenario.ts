import type {
  AnyAggregate,
  CommandPayload,
  NewEventOf,
  RecordedBy,
  RejectionCodeOf,
  RejectionOf,
  StateOf,
} from '../domain/aggregates/aggregate.js';
import type { Command } from '../domain/commands/command.js';
import type { ErrorCode, ErrorDetails } from '../domain/errors.js';
import type { Metadata, NewEvent } from '../domain/events/event.js';

/** An event of the past. `at` is the time of its commit (ISO 8601), by default that of the event before it. */
export type Past<Event = NewEvent> = Event & { readonly at?: string; readonly metadata?: Metadata };

/** What a command may carry beside its name and payload. `at` is the time when it is sent, by default that of the newest event. */
type Facts = Omit<Command, 'aggregate' | 'id' | 'command' | 'data'> & { readonly at?: string };

/** A command as a client may send it: of any name and with any payload. */
export type UntypedCommand = Facts & { readonly command: string; readonly data: unknown };

/** A command of an aggregate: a union over its names. */
export type CommandOf<A extends AnyAggregate> = {
  [Name in keyof A['commands'] & string]: Facts & { readonly command: Name; readonly data: CommandPayload<A, Name> };
}[keyof A['commands'] & string];

/** A code of this library, or one of the aggregate's own, as `decide` gives it to `reject`. */
type CodeOf<A extends AnyAggregate> = ErrorCode | RejectionCodeOf<A>;

/** What a refusal under a code tells beside it. */
type DetailsOf<A extends AnyAggregate, C> = C extends ErrorCode ? ErrorDetails[C] : ToldUnder<C, RejectionOf<A>>;

type ToldUnder<C, Refusal> = Refusal extends { readonly code: infer Code; readonly details?: infer Details }
  ? C extends Code
    ? Details
    : never
  : never;

/** The events that rejections of the aggregate's commands are recorded as. */
type RecordOf<A extends AnyAggregate> = Extract<NewEventOf<A['events']>, { readonly type: RecordedBy<A> }>;

/** An aggregate with a past. */
export type AggregateScenario<A extends AnyAggregate> = {
  /** Sends a command. An earlier command has to be accepted, or its rejection recorded; what it stored is then part of the past. */
  when(command: CommandOf<A>): AggregateOutcome<A>;

  /** Sends a command that the types do not allow, to test how the service answers a client that is wrong. */
  whenUntyped(command: UntypedCommand): AggregateOutcome<A>;

  /** The state that the events make, with those of the commands, which have to be accepted, or their rejections recorded. */
  thenState(state: StateOf<A>): Promise<void>;
};

/** The outcome of the last command. Each assertion returns a promise that has to be awaited or returned. */
export type AggregateOutcome<A extends AnyAggregate> = AggregateScenario<A> & {
  /** It was accepted, and stored exactly these events. */
  then(events: readonly NewEventOf<A['events']>[]): Promise<void>;

  /** It was accepted, and stored nothing. */
  thenNothing(): Promise<void>;

  /** It was refused under this code: one of `reject`, or one of this library. `details`, where they are given, are exactly the refusal's. */
  thenRejected<const C extends CodeOf<A>>(code: C, details?: DetailsOf<A, C>): Promise<void>;

  /** It was rejected by `decide`, and that was recorded as exactly this event. */
  thenRecorded(event: RecordOf<A>): Promise<void>;

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
