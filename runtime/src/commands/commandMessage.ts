import type { Command } from '../domain/commands/command.js';
import { streamName } from '../domain/stream.js';
import { canonicalJson, fingerprint } from '../identity/fingerprint.js';
import { hashParts } from '../identity/hash.js';
import { identify } from '../identity/identity.js';
import { assertPayloadSize } from './execute/checkCommand.js';

/** Where a command on its way will take effect, and the id under which it may be sent again, here or to a dispatcher. */
export type Sent = { readonly aggregateId: string; readonly commandId: string };

/** A command as a message of a FIFO queue. */
export type CommandMessage = Sent & {
  /** JSON, as a direct invocation takes it; always with a `commandId`. */
  readonly body: string;
  /** A hash of the stream: its commands stay in order, and ids may be longer than a group's name. 22 ASCII characters. */
  readonly groupId: string;
  /** A hash of the command's identity, and of its content: another command under a used id has to arrive, and be refused. */
  readonly deduplicationId: string;
};

/**
 * Makes the message of a command. One without an id of its own gets one. A creation whose aggregate's id is left out carries none:
 * whoever executes it derives the same from the command's id, so that it stays the same command by whatever way it comes.
 * @throws PayloadTooLarge
 */
export function commandMessage(command: Command, newId: () => string): CommandMessage {
  const { commandId = newId(), data = {} } = command;
  const keyed: Command = { ...command, data, commandId };
  const json = canonicalJson(data);
  assertPayloadSize(json);
  const { aggregateId, commandId: identity } = identify(keyed, newId);
  return {
    aggregateId,
    commandId,
    body: JSON.stringify(keyed).replaceAll(notForQueues, escaped),
    groupId: hashParts(streamName(command.aggregate, aggregateId)),
    deduplicationId: hashParts(identity, fingerprint(command.command, json)),
  };
}

// The two that JSON leaves as they are and SQS refuses: https://www.w3.org/TR/REC-xml/#charsets
const notForQueues = /[\uFFFE\uFFFF]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;
