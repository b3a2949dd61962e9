import type { AnyAggregate, CommandPayload } from '../domain/aggregates/aggregate.js';

/** A command that a process sends. Made by `command`. */
export type SentCommand<Aggregate extends string = string, Name extends string = string, Data = unknown> = {
  readonly kind: 'command';
  readonly aggregate: Aggregate;
  readonly command: Name;
  readonly id: string;
  readonly data: Data;
};

/** The time from what a deadline reacts to until it is due: the sum of its parts. */
export type Delay = { readonly days?: number; readonly hours?: number; readonly minutes?: number; readonly seconds?: number };

/** A deadline that is set: after a delay, or at a time (ISO 8601). Made by `deadline`. */
export type SetDeadline<Deadline extends string = string> = {
  readonly kind: 'deadline';
  readonly deadline: Deadline;
  readonly after: Delay | { readonly at: string };
};

/** A deadline that is cancelled. Made by `cancelDeadline`. */
export type CancelDeadline<Deadline extends string = string> = { readonly kind: 'cancelDeadline'; readonly deadline: Deadline };

/** What a process does: sends a command, sets a deadline or cancels one. */
export type Reaction = SentCommand | SetDeadline | CancelDeadline;

/** What a process does that may send to aggregates of these names, and has deadlines of these. */
export type ReactionTo<Aggregate extends string, Deadline extends string> =
  | SentCommand<Aggregate>
  | SetDeadline<Deadline>
  | CancelDeadline<Deadline>;

/**
 * Sends a command, as a handler's reaction. Name and payload are those of the aggregate. It takes effect once, however often the event is
 * delivered.
 *
 * @example
 * on: { OrderPlaced: ({ aggregateId, data }) => command(Item, 'ReserveStock', data.itemId, { order: aggregateId }) }
 */
export const command = <const A extends AnyAggregate, const Name extends keyof A['commands'] & string>(
  aggregate: A,
  name: Name,
  id: string,
  data: CommandPayload<A, Name>,
): SentCommand<A['name'], Name, CommandPayload<A, Name>> => ({ kind: 'command', aggregate: aggregate.name, command: name, id, data });

/**
 * Sets a deadline, as a handler's reaction. It replaces a deadline of the same name. A delay counts from the event that is reacted to.
 *
 * @example
 * on: { OrderPlaced: () => deadline('payment', { hours: 24 }) }
 */
export const deadline = <const Deadline extends string>(name: Deadline, after: Delay | { readonly at: string }): SetDeadline<Deadline> => ({
  kind: 'deadline',
  deadline: name,
  after,
});

/** Cancels a deadline, as a handler's reaction. Does nothing if it is not set, or has passed. */
export const cancelDeadline = <const Deadline extends string>(name: Deadline): CancelDeadline<Deadline> => ({
  kind: 'cancelDeadline',
  deadline: name,
});
