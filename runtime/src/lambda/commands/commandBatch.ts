import type { Command, CommandResult } from '../../domain/commands/command.js';
import { isEventSourcingError } from '../../domain/errors.js';
import type { LambdaContext } from '../http/event.js';
import type { Log } from '../log.js';
import { type CommandFailure, failureOf, type MessageFacts, readMessage } from './commandFailure.js';

/** The parts of an SQS FIFO queue's message that are used here. */
export type QueueRecord = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount?: string; readonly MessageGroupId?: string };
};

export type QueueEvent = { readonly Records: readonly QueueRecord[] };

/** Lambda's partial batch response: these messages stay in the queue, all others are deleted. */
export type QueueResponse = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

/** Says in how many seconds messages that failed may be delivered again; without it, that is their queue's visibility timeout. */
export type Postpone = (messages: readonly { readonly receiptHandle: string; readonly seconds: number }[]) => Promise<void>;

export type Consuming = {
  readonly execute: (command: Command) => Promise<CommandResult>;
  readonly maxReceiveCount: number;
  readonly postpone: Postpone;
  readonly log: Log;
  readonly context?: LambdaContext;
};

/** A message that stays in the queue. `seconds`: until it is delivered again; undefined: as the queue says. */
type Kept = { readonly record: QueueRecord; readonly seconds: number | undefined };

/**
 * Executes the commands of a batch, those of one message group one after the other. A command that fails without an event stays in the queue,
 * and so does what is behind it in its group: it is tried again, in order. On the last of its deliveries nothing waits for it any more, since
 * the queue sets it aside next. Nothing is acknowledged that had no effect, whatever the reason.
 */
export async function consumeCommands({ Records: records }: QueueEvent, consuming: Consuming): Promise<QueueResponse> {
  const kept = (await Promise.all(groupsOf(records).map((group) => consumeGroup(group, consuming)))).flat();
  await postponeAll(kept, consuming);
  return { batchItemFailures: kept.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

function groupsOf(records: readonly QueueRecord[]): QueueRecord[][] {
  const groups = new Map<string, QueueRecord[]>();
  for (const record of records) {
    const name = record.attributes.MessageGroupId ?? record.messageId;
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  return [...groups.values()];
}

/** Milliseconds of the function's time that a command should have left when it starts. */
const margin = 3000;

async function consumeGroup(group: readonly QueueRecord[], consuming: Consuming): Promise<Kept[]> {
  const { context, log } = consuming;
  const kept: Kept[] = [];
  for (const [index, record] of group.entries()) {
    const rest = group.slice(index);
    if (index > 0 && context !== undefined && context.getRemainingTimeInMillis() < margin) {
      log.warn('commands wait for the next delivery: the time of this one is up', { commands: rest.length });
      return [...kept, ...rest.map((one) => ({ record: one, seconds: 0 }))];
    }
    const failure = await consumeRecord(record, consuming);
    if (!failure) continue;
    const { seconds, blocks } = failure;
    if (blocks) return [...kept, ...rest.map((one) => ({ record: one, seconds }))];
    kept.push({ record, seconds });
  }
  return kept;
}

/** Undefined for a command that was applied, now or earlier, or was rejected on record. */
async function consumeRecord(record: QueueRecord, { execute, maxReceiveCount, log }: Consuming): Promise<CommandFailure | undefined> {
  const message = readMessage(record.body);
  try {
    if (message.error) throw message.error;
    await execute(message.command);
    return undefined;
  } catch (error) {
    // A rejection that was recorded left an event: it is the outcome.
    if (isEventSourcingError(error, 'CommandRejected') && error.details.version !== undefined) return undefined;
    const receives = Number(record.attributes.ApproximateReceiveCount ?? 1);
    const failure = failureOf(error, { receives, maxReceiveCount, readable: !message.error });
    const { messageId } = record;
    const facts = { ...message.facts, messageId, receives, maxReceiveCount, error };
    if (failure.last) log.error(`${said(message.facts)} failed on its last delivery. ${remedy}`, facts);
    else log.warn(`${said(message.facts)} failed, and is tried again`, { ...facts, seconds: failure.seconds });
    return failure;
  }
}

const remedy = 'It goes to the dead-letter queue: fix the cause, then redrive it from there.';

const said = ({ aggregate, id, command }: MessageFacts): string =>
  command === undefined ? 'A message that is no command' : `${command} on ${aggregate}/${id ?? '(new)'}`;

// Where it cannot be said, the queue's visibility timeout says it: later, and no message is lost.
async function postponeAll(kept: readonly Kept[], { postpone, log }: Consuming): Promise<void> {
  const soon = kept.flatMap(({ record: { receiptHandle }, seconds }) => (seconds === undefined ? [] : [{ receiptHandle, seconds }]));
  if (soon.length === 0) return;
  try {
    await postpone(soon);
  } catch (error) {
    log.warn('messages that failed could not be postponed: they come again after the visibility timeout of their queue', {
      messages: soon.length,
      error,
    });
  }
}
