import type { AnyAggregate, NewEventOf, RejectionCodeOf } from '../../domain/aggregates/aggregate.js';
import type { EventSource } from '../../domain/events/eventSource.js';
import type { CommandNameOf } from '../../processes/process.js';
import type { ReactionTo } from '../../processes/reactions.js';
import type { RefusalCode } from '../../processes/refusals.js';
import type { Past } from '../scenario.js';

/** Whose event it is. */
export type OfAggregate = {
  /** The id of its aggregate. Default: that of the scenario. */
  readonly aggregateId?: string;
  /** The name of its aggregate, where the types of the process's aggregates leave that open. */
  readonly aggregate?: string;
};

/** An event of one of these aggregates. */
type EventOf<From extends readonly EventSource[]> = { [I in keyof From]: Past<NewEventOf<From[I]['events']>> & OfAggregate }[number];

/** What a scenario needs to know of a process. */
export type TestedProcess = {
  readonly kind: 'process';
  readonly from: readonly EventSource[];
  readonly to: readonly AnyAggregate[];
  readonly initialState: () => unknown;
  readonly passed?: object;
};

/** What any of some aggregates rejects with. */
type CodeFrom<To extends readonly AnyAggregate[]> = { [I in keyof To]: RejectionCodeOf<To[I]> }[number];

type DeadlineOf<P> = P extends { readonly passed?: infer Passed } ? keyof NonNullable<Passed> & string : never;

/** Which command is meant, where several of a name have no outcome yet. Default: the one that was sent first. */
export type WhichCommand = { readonly to?: string };

/** A process with a past. */
export type ProcessScenario<P extends TestedProcess> = {
  /** An event comes. */
  when(event: EventOf<P['from']>): ProcessOutcome<P>;

  /** A command that the process has sent is accepted. `version`: its target's after it. */
  whenAccepted(command: CommandNameOf<P['to']>, outcome?: WhichCommand & { readonly version?: number }): ProcessOutcome<P>;

  /** A command that the process has sent is refused: under a code of its target, or one of this library. */
  whenRejected(
    command: CommandNameOf<P['to']>,
    code: CodeFrom<P['to']> | RefusalCode,
    outcome?: WhichCommand & { readonly message?: string; readonly details?: unknown },
  ): ProcessOutcome<P>;

  /** A deadline that the process has set passes. */
  whenPassed(deadline: DeadlineOf<P>): ProcessOutcome<P>;

  /** The state that all of it makes. */
  thenState(state: ReturnType<P['initialState']>): Promise<void>;
};

/** The process's reaction to what came last. Each assertion returns a promise that has to be awaited or returned. */
export type ProcessOutcome<P extends TestedProcess> = ProcessScenario<P> & {
  /** It gave exactly these reactions, in this order. */
  thenReactions(reactions: readonly ReactionTo<P['to'][number]['name'], DeadlineOf<P>>[]): Promise<void>;

  /** It gave none. */
  thenNothing(): Promise<void>;
};

/** The start of a process's scenarios. */
export type ProcessTesting<P extends TestedProcess> = {
  /** A process that has had these events, and no outcome of what it sent for them. Without any, it has not begun. */
  given(events?: readonly EventOf<P['from']>[]): ProcessScenario<P>;
};
