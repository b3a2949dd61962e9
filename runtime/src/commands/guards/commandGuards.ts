import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Commit } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { GuardChange } from '../../eventStore/transaction.js';
import type { Dispatch } from '../dispatch.js';
import type { PreparedCommand } from '../execute/validCommand.js';

/** What a commit takes for the id of its command, where that is kept for ever. */
export const commandGuards = (dispatch: Dispatch, command: PreparedCommand, { stream, version, commandId }: Commit): GuardChange[] =>
  isKeptForEver(dispatch, command)
    ? [{ action: 'reserve', guard: { key: commandGuardKey(command.subject.aggregate, commandId), owner: stream, version } }]
    : [];

/** Whether a command's id is kept for ever: its sender gave it one, and the dispatch or the aggregate keeps them. */
export const isKeptForEver = ({ idempotency }: Dispatch, { subject, request }: PreparedCommand): boolean =>
  request.commandId !== undefined && (idempotency ?? subject.aggregate.idempotency) === 'forever';

/** Key of the guard that keeps a command's id. It begins with the aggregate's name, which is what a role may be limited to. */
export const commandGuardKey = ({ name }: AnyAggregate, commandId: string): string => `${name}/command/${commandId}`;

/** The error for a command id that was refused before, as its sender has recorded. */
export const idTaken = (stream: string): EventSourcingError =>
  new EventSourcingError({
    code: 'CommandIdReused',
    message: `A command under this id was refused on ${stream}, and its sender has recorded that. Nothing was stored. Send a new command under a new id.`,
    details: { stream },
  });
