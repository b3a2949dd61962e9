import type { AnyAggregate, CommandPayload } from '../domain/aggregates/aggregate.js';

/** A command that a process sends. Made by `command`. */
export type SentCommand<Aggregate extends string = string, Name extends string = string, Data = unknown> = {
  readonly kind: 'command';
  readonly aggregate: Aggregate;
  readonly command: Name;
  readonly id: string;
  readonly data: Data;
};

/** How long after what it is a reaction to a deadline is: a sum. */
export type Delay = { readonly days?: number; readonly hours?: number; readonly minutes?: number; readonly seconds?: number };

/** A deadline that is set: in a while, or at a time (ISO 8601). Made by `deadline`. */
export type SetDeadline<Deadline extends string = string> = {
  readonly kind: 'deadline';
  readonly deadline: Deadline;
  readonly after: Delay | { readonly at: string };
};

/** A deadline that is of no interest any more. Made by `cancelDeadline`. */
export type CancelDeadline<Deadline extends string = string> = { readonly kind: 'cancelDeadline'; readonly deadline: Deadline };

/** What a process does about something. */
export type Reaction = SentCommand | SetDeadline | CancelDeadline;

/** What a process does that may send to aggregates of these names, and has deadlines of these. */
export type ReactionTo<Aggregate extends string, Deadline extends string> =
  | SentCommand<Aggregate>
  | SetDeadline<Deadline>
  | CancelDeadline<Deadline>;

/**
 * Sends a command, as a handler's reaction. Name and payload are those of the aggregate. It takes effect once, whatever is delivered again.
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
 * Sets a deadline, as a handler's reaction. One that is set already under this name is replaced. It counts from the event that is reacted to.
 *
 * @example
 * on: { OrderPlaced: () => deadline('payment', { hours: 24 }) }
 */
export const deadline = <const Deadline extends string>(name: Deadline, after: Delay | { readonly at: string }): SetDeadline<Deadline> => ({
  kind: 'deadline',
  deadline: name,
  after,
});

/** Takes a deadline back, as a handler's reaction. One that is not set, or has passed, is left alone. */
export const cancelDeadline = <const Deadline extends string>(name: Deadline): CancelDeadline<Deadline> => ({
  kind: 'cancelDeadline',
  deadline: name,
});
