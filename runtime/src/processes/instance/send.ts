import { commandGuardKey } from '../../commands/guards/commandGuards.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import { isEventSourcingError } from '../../domain/errors.js';
import { eventAddress } from '../../domain/stream.js';
import { identify } from '../../identity/identity.js';
import { processInvalid } from '../processInvalid.js';
import { commandRefusalOf } from '../refusals.js';
import type { Input } from './inputs.js';
import type { Issued } from './instance.js';
import { type RecordContext, type Recorded, recordInput } from './recordInput.js';

/** Executes a command, and keeps its id for ever. */
export type Execute = (command: Command) => Promise<CommandResult>;

/** Times that another try of the same command may have been first. */
const maxTurns = 4;

/**
 * Sends a command that a process issued, and records its outcome. Its id is kept for ever, and so is a refusal: either the target's commit
 * has the id's guard, or the record of the refusal has. So a command that was refused once is never applied later, however often it is sent.
 *
 * @throws whatever is no outcome: throttling, a store that is away, a conflict, a mistake in the target's code; and as `record` does
 */
export async function send(recording: RecordContext, execute: Execute, id: string, issued: Issued): Promise<Recorded> {
  const command = commandOf(recording, id, issued);
  for (let turn = 1; turn <= maxTurns; turn++) {
    const { input, final } = await outcomeOf(execute, command, issued.version);
    const recorded = await recordInput(recording, id, input, final ? undefined : guardOf(recording, command));
    if (recorded.status === 'recorded') return recorded;
  }
  throw processInvalid(
    recording.process.name,
    `the id of ${command.command} on ${command.aggregate}/${command.id} belongs to another command.`,
  );
}

function commandOf(
  { process, streams }: RecordContext,
  id: string,
  { aggregate, command, data, key, version, correlationId, ...to }: Issued,
) {
  return {
    ...{ aggregate, id: to.id, command, data, commandId: key, actor: actorOf(process.name), correlationId },
    causationId: eventAddress({ aggregate: streams.name, aggregateId: id, version }),
  };
}

/** Who a process's commands are sent by. */
const actorOf = (process: string): string => `processes/${process}`;

type Settled = {
  readonly input: Input;
  /** The target keeps the outcome itself. */
  readonly final: boolean;
};

async function outcomeOf(execute: Execute, command: Command, issued: number): Promise<Settled> {
  try {
    const { version, events } = await execute(command);
    return { input: { kind: 'accepted', issued, version }, final: events.length > 0 };
  } catch (error) {
    const refusal = commandRefusalOf(error);
    if (!refusal) throw error;
    const final = isEventSourcingError(error, 'CommandRejected') && error.details.version !== undefined;
    return { input: { kind: 'rejected', issued, refusal }, final };
  }
}

/** The guard that a command takes where it takes effect. */
function guardOf({ process }: RecordContext, command: Command): string {
  const target = process.to.find(({ name }) => name === command.aggregate);
  if (!target)
    throw processInvalid(
      process.name,
      `it issued a ${command.command} to ${command.aggregate} earlier, which is not in to any more. Put it back.`,
    );
  return commandGuardKey(target, identify(command, () => '').commandId);
}
