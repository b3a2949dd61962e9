import type { AnyAggregate, CommandPayload, EventFrom, OfType, RejectionCodeOf } from '../domain/aggregates/aggregate.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import type { Reaction, ReactionTo } from './reactions.js';
import type { RefusalCode } from './refusals.js';

/** What a handler gets beside what it reacts to. */
export type ProcessContext<State = unknown> = {
  /** The id of this instance, which `key` returned for the event. */
  readonly id: string;
  /** Its state, with what it reacts to already folded in. */
  readonly state: State;
};

/** What a handler returns: nothing, one reaction, or several, which are performed in order. */
export type Reactions<R = Reaction> = R | readonly R[] | undefined;

/** The commands of some aggregates: `Item.ReserveStock`. */
export type CommandNameOf<To extends readonly AnyAggregate[]> = {
  [I in keyof To]: `${To[I]['name']}.${keyof To[I]['commands'] & string}`;
}[number];

type TargetOf<To extends readonly AnyAggregate[], Name> = Name extends `${infer A}.${string}`
  ? Extract<To[number], { readonly name: A }>
  : never;

type BareName<Name> = Name extends `${string}.${infer C}` ? C : never;

type PayloadOf<To extends readonly AnyAggregate[], Name> = CommandPayload<TargetOf<To, Name>, BareName<Name>>;

/** A command whose outcome is known. */
type Sent<Payload> = {
  /** The id of the aggregate that it was sent to. */
  readonly id: string;
  /** What was sent. */
  readonly data: Payload;
  /** When the outcome was recorded. ISO 8601 in UTC. */
  readonly at: string;
};

/** A command that was accepted. `version` is the target's version after it. */
export type Accepted<Payload = unknown> = Sent<Payload> & { readonly version: number };

/** A command that was refused: by the target's `decide`, with a code of its own, or by this library. */
export type Rejected<Payload = unknown, Code extends string = string> = Sent<Payload> & {
  readonly code: Code | RefusalCode;
  readonly message: string;
  readonly details?: unknown;
};

/** A deadline that passed; `at` is the time that it was set for. */
export type Passed<Deadline = string> = { readonly deadline: Deadline; readonly at: string };

type Given<Target extends string, Deadline extends string> = Reactions<ReactionTo<Target, Deadline>>;

/** How a process reacts to events, and to outcomes of its commands. */
export type Handlers<From extends readonly EventSource[], To extends readonly AnyAggregate[], State, Deadline extends string> = {
  /** Events of the aggregates in `from`. */
  readonly on: {
    readonly [Type in EventFrom<From>['type']]?: (
      event: OfType<EventFrom<From>, Type>,
      context: ProcessContext<State>,
    ) => Given<To[number]['name'], Deadline>;
  };
  /** Commands that their targets accepted. */
  readonly accepted?: {
    readonly [Name in CommandNameOf<To>]?: (
      outcome: Accepted<PayloadOf<To, Name>>,
      context: ProcessContext<State>,
    ) => Given<To[number]['name'], Deadline>;
  };
  /** Commands that their targets refused. */
  readonly rejected?: {
    readonly [Name in CommandNameOf<To>]?: (
      outcome: Rejected<PayloadOf<To, Name>, RejectionCodeOf<TargetOf<To, Name>>>,
      context: ProcessContext<State>,
    ) => Given<To[number]['name'], Deadline>;
  };
};

/** How a process reacts to deadlines that passed. */
export type PassedHandlers<To extends readonly AnyAggregate[], State, Deadline extends string> = {
  readonly [Name in Deadline]: (passed: Passed<Name>, context: ProcessContext<State>) => Given<To[number]['name'], NoInfer<Deadline>>;
};

/** How a process's state is folded, by the same sections as its handlers. */
export type Folds<From extends readonly EventSource[], To extends readonly AnyAggregate[], State, Deadline extends string> = {
  readonly on?: { readonly [Type in EventFrom<From>['type']]?: (state: State, event: OfType<EventFrom<From>, Type>) => State };
  readonly accepted?: { readonly [Name in CommandNameOf<To>]?: (state: State, outcome: Accepted<PayloadOf<To, Name>>) => State };
  readonly rejected?: {
    readonly [Name in CommandNameOf<To>]?: (
      state: State,
      outcome: Rejected<PayloadOf<To, Name>, RejectionCodeOf<TargetOf<To, Name>>>,
    ) => State;
  };
  readonly passed?: { readonly [Name in Deadline]?: (state: State, passed: Passed<Name>) => State };
};

/** Events in, commands out. Made by `defineProcess`. */
export type Process<
  Name extends string,
  State,
  Deadline extends string,
  From extends readonly EventSource[],
  To extends readonly AnyAggregate[],
> = Handlers<From, To, State, Deadline> & {
  readonly passed?: PassedHandlers<To, State, Deadline>;
  readonly kind: 'process';
  readonly name: Name;
  readonly from: From;
  readonly to: To;
  readonly since?: string;
  readonly key: (event: EventFrom<From>) => string | null;
  readonly initialState: () => State;
  readonly evolve: Folds<From, To, State, Deadline>;
};

// Methods are bivariant in their parameters: a process of any state is to be an AnyProcess.
type AnyHandler = { call(what: unknown, context: ProcessContext): Reactions }['call'];
type AnyFold = { call(state: unknown, what: unknown): unknown }['call'];
type Members<Member> = { readonly [name: string]: Member | undefined };

/** A process whose types are not known. */
export type AnyProcess = {
  readonly kind: 'process';
  readonly name: string;
  readonly from: readonly EventSource[];
  readonly to: readonly AnyAggregate[];
  readonly since?: string;
  readonly key: { call(event: StoredEvent): string | null }['call'];
  readonly initialState: () => unknown;
  readonly evolve: {
    readonly on?: Members<AnyFold>;
    readonly accepted?: Members<AnyFold>;
    readonly rejected?: Members<AnyFold>;
    readonly passed?: Members<AnyFold>;
  };
  readonly on: Members<AnyHandler>;
  readonly accepted?: Members<AnyHandler>;
  readonly rejected?: Members<AnyHandler>;
  readonly passed?: Members<AnyHandler>;
};

/** What can happen to a process, as its handlers and folds are grouped. */
export type Section = 'on' | 'accepted' | 'rejected' | 'passed';

/** Name of the streams that a process of this name has: `Fulfilment/42` for `fulfilment`. */
export const streamsOf = (process: string): string => `${process.charAt(0).toUpperCase()}${process.slice(1)}`;
