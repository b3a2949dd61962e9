import type { Command } from '../../domain/commands/command.js';
import { defined } from '../../domain/defined.js';
import { type ErrorCode, EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import { readInvocation } from './directInvocation.js';

/** The parts of a message that are logged. */
export type MessageFacts = { readonly aggregate?: string; readonly id?: string; readonly command?: string; readonly commandId?: string };

type Message = { readonly facts: MessageFacts } & (
  | { readonly command: Command; readonly error?: never }
  | { readonly command?: never; readonly error: EventSourcingError<'MalformedRequest'> }
);

/** Reads a message of the queue. Returns an error, and does not throw it, for a message that is no command. */
export function readMessage(body: string): Message {
  try {
    const command = readInvocation(JSON.parse(body), 'A message of the queue of commands');
    const { aggregate, id, command: name, commandId } = command;
    if (commandId === undefined) throw malformed('A command that comes by the queue must have a commandId: it may come more than once.');
    return { command, facts: { aggregate, ...defined({ id }), command: name, commandId } };
  } catch (cause) {
    if (isEventSourcingError(cause, 'MalformedRequest')) return { error: cause, facts: {} };
    return { error: malformed(`A message of the queue of commands is no JSON: ${shown(body)}.`, cause), facts: {} };
  }
}

/** What becomes of a message that failed. */
export type CommandFailure = {
  /** Seconds until it is delivered again; undefined: its queue's visibility timeout. */
  readonly seconds: number | undefined;
  /** Its queue sets it aside instead of delivering it again. */
  readonly last: boolean;
  /** Later messages of its group have to wait. */
  readonly blocks: boolean;
};

/** Seconds; a refusal is tried again after 1, 2, 4 and so on up to this. */
const longestPause = 300;

/**
 * What becomes of a message after `receives` deliveries. A refusal is delivered again soon: only another command can change it, and its stream waits.
 * A failure of the service is delivered again when the visibility timeout is over: an outage or a faulty deployment takes minutes to fix.
 */
export function failureOf(
  error: unknown,
  { receives, maxReceiveCount, readable }: { readonly receives: number; readonly maxReceiveCount: number; readonly readable: boolean },
): CommandFailure {
  const last = receives >= maxReceiveCount;
  const refused = isEventSourcingError(error) && !outages.has(error.code);
  const seconds = last ? 0 : refused ? Math.min(2 ** (receives - 1), longestPause) : undefined;
  return { seconds, last, blocks: readable && !last };
}

/** Failures that say nothing of the command. */
const outages: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ReceiverFailed',
  'StoreThrottled',
  'StoreUnavailable',
  'StoreRefused',
  'EventUnknown',
  'UpcastFailed',
  'StreamCorrupt',
]);

const malformed = (message: string, cause?: unknown) =>
  new EventSourcingError({ code: 'MalformedRequest', message, details: { where: 'message' }, cause });

const shown = (body: string): string => JSON.stringify(body.length > 100 ? `${body.slice(0, 100)}…` : body);
