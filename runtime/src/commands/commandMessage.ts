import type { Command } from '../domain/commands/command.js';
import { streamName } from '../domain/stream.js';
import { canonicalJson, fingerprint } from '../identity/fingerprint.js';
import { hashParts } from '../identity/hash.js';
import { identify } from '../identity/identity.js';
import { assertPayloadSize } from './execute/checkCommand.js';

/** The aggregate that a queued command will be applied to, and the id under which it may be sent again, here or to a dispatcher. */
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
 * Makes the message of a command. A command without an id gets one. A creation without an aggregate id stays without: the dispatcher that executes
 * it derives that from the command's id, so that it is the same command whichever way it comes.
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
