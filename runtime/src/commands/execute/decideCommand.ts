import type { Folded } from '../../domain/aggregates/fold.js';
import type { Reason, Rejection } from '../../domain/aggregates/rejection.js';
import { defined } from '../../domain/defined.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import { isExpected, wrongVersion } from '../../eventStore/expectedVersion.js';
import { findUnchanged } from '../../validation/diff.js';
import { describeViolations } from '../../validation/violations.js';
import { commitTime } from './commitTime.js';
import type { ValidCommand } from './validCommand.js';

/**
 * Decides a command on a state: events, or an error that says why not. Pure: it judges the same state the same way again.
 * The order of the rules is that of docs/architecture.md#the-way-of-a-command: existence, expected version, `diff`, `decide`.
 */
export function decideCommand(subject: ValidCommand, folded: Folded): readonly NewEvent[] | EventSourcingError {
  return refuse(subject, folded) ?? decide(subject, folded);
}

function refuse(
  { stream, command, definition, data, expectedVersion }: ValidCommand,
  { version, closed, state }: Folded,
): EventSourcingError | undefined {
  if (closed) {
    return new EventSourcingError({
      code: 'AggregateDeleted',
      message: `${stream} was deleted (version ${version}) and takes no more commands: ${command} is refused.`,
      details: { stream, version },
    });
  }
  if (definition.creates && version > 0) {
    return new EventSourcingError({
      code: 'AggregateAlreadyExists',
      message: `${stream} exists already (version ${version}): ${command} creates it. Use another id.`,
      details: { stream, version },
    });
  }
  if (!definition.creates && version === 0) {
    return new EventSourcingError({
      code: 'AggregateNotFound',
      message: `${stream} does not exist: ${command} needs one that does.`,
      details: { stream },
    });
  }
  if (!isExpected(expectedVersion, version)) return wrongVersion(stream, expectedVersion, version);
  if (definition.diff === undefined) return undefined;
  const violations = findUnchanged(definition.diff, state, data);
  if (violations.length === 0) return undefined;
  return new EventSourcingError({
    code: 'ValidationFailed',
    message: `${command} on ${stream} changes nothing: ${describeViolations(violations)}.`,
    details: { violations },
  });
}

function decide({ aggregate, stream, command, definition, data, context }: ValidCommand, folded: Folded) {
  const { state, version } = folded;
  if (definition.emits !== undefined) return [{ type: definition.emits, data }];
  const decider = aggregate.decide[command];
  if (!decider) throw new TypeError(`${aggregate.name} has no decide.${command}.`);
  const decision = decider(state, data, { ...context, version, at: commitTime(context.at, folded) });
  if (isRejection(decision)) return rejected(stream, command, reasonOf(decision));
  return Array.isArray(decision) ? decision : [decision];
}

const isRejection = (decision: unknown): decision is Rejection =>
  typeof decision === 'object' && decision !== null && 'rejected' in decision && decision.rejected === true;

const reasonOf = ({ code, message, details }: Rejection): Reason => ({
  code,
  ...defined({ message, details }),
});

/** The error for a command that `decide` rejected; `version` is where that was recorded. */
export function rejected(stream: string, command: string, rejection: Reason, version?: number): EventSourcingError<'CommandRejected'> {
  const { code, message = `${command} on ${stream} was rejected: ${code}.` } = rejection;
  return new EventSourcingError({
    code: 'CommandRejected',
    message,
    details: { stream, rejection, ...defined({ version }) },
  });
}
