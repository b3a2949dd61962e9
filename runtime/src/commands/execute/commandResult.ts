import type { CommandResult } from '../../domain/commands/command.js';
import { type Commit, eventsOf } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import { rejected } from './decideCommand.js';
import type { PreparedCommand } from './validCommand.js';

/**
 * The result of a command that has its commit. `events`: the commit's, where they are known already.
 *
 * @throws CommandRejected where the commit records a rejection; CommandIdReused where it is another command's
 */
export function commandResult(
  { subject, fingerprint }: PreparedCommand,
  commit: Commit,
  events = eventsOf(subject.aggregate, commit),
): CommandResult {
  const { stream, command, last, outcome } = commit;
  if (commit.fingerprint === fingerprint) {
    if (outcome) throw rejected(stream, command, outcome, last);
    return { aggregateId: subject.context.aggregateId, version: last, events };
  }
  throw new EventSourcingError({
    code: 'CommandIdReused',
    message: `The command id of this ${subject.command} was used on ${commit.stream} for another command or payload (version ${commit.version}). Send a new command under a new id.`,
    details: { stream: commit.stream },
  });
}
