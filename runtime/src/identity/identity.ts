import type { Command } from '../domain/commands/command.js';
import { hashParts, uuidOf } from './hash.js';

/** Which stream a command is for, and the command's identity in it. */
export type Identity = {
  readonly aggregateId: string;
  readonly commandId: string;
};

/**
 * The identity of a command: a hash of its sender, its target and the sender's own key, so that no client can use another's.
 * A command that creates without a given id has its aggregate's id derived from the same, so that a retry finds what the first try made.
 */
export function identify(command: Command, newId: () => string): Identity {
  const { aggregate, id, commandId: key, actor = '' } = command;
  if (key === undefined) return { aggregateId: id ?? newId(), commandId: newId() };
  return {
    aggregateId: id ?? uuidOf('id', actor, aggregate, key),
    commandId: hashParts(actor, aggregate, id ?? '', id === undefined ? 'new' : 'given', key),
  };
}
