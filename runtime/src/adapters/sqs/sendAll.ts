import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { CommandMessage } from '../../commands/commandMessage.js';
import { EventSourcingError, type UnsentCommand } from '../../domain/errors.js';
import { maxAttempts } from '../../retry/attempts.js';
import { backoff } from '../../retry/backoff.js';
import { storeError } from '../aws/storeError.js';
import { maxEntries, maxMessageBytes } from './limits.js';

type Message = CommandMessage & { readonly aggregate: string; readonly command: string };

type Sending = {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
};

/** The messages of one stream that are still to be sent, and how often the first was tried. */
type StreamQueue = { readonly messages: Message[]; tries: number };

/**
 * Sends messages in batches, none of which has two of one stream: SQS takes or refuses each entry by itself, and a message that is tried
 * again must not come after the next one of its stream. @throws CommandsNotSent
 */
export async function sendAll(messages: readonly Message[], sending: Sending): Promise<void> {
  const queues = new Map<string, StreamQueue>();
  for (const message of messages) {
    const queue = queues.get(message.groupId);
    if (queue) queue.messages.push(message);
    else queues.set(message.groupId, { messages: [message], tries: 0 });
  }
  const unsent: UnsentCommand[] = [];
  while (queues.size > 0) {
    const batch = nextBatch(queues.values());
    const failures = await sendBatch(batch, sending);
    for (const [index, { queue, message }] of batch.entries()) {
      const failure = failures.get(index);
      queue.tries = failure ? queue.tries + 1 : 0;
      if (!failure) queue.messages.shift();
      const givenUp = failure !== undefined && (failure.final || queue.tries >= maxAttempts.entry);
      if (givenUp) unsent.push(...unsentOf(queue.messages, failure.reason));
      if (givenUp || queue.messages.length === 0) queues.delete(message.groupId);
    }
    const tries = Math.max(...batch.map(({ queue }) => queue.tries));
    if (tries > 0 && queues.size > 0) await sending.sleep(backoff(tries, sending.random));
  }
  if (unsent.length > 0) throw notSent(sending.queueUrl, messages.length, unsent);
}

type Entry = { readonly queue: StreamQueue; readonly message: Message };

/** The first messages of some streams, as many as one request holds. */
function nextBatch(queues: Iterable<StreamQueue>): Entry[] {
  const batch: Entry[] = [];
  let bytes = 0;
  for (const queue of queues) {
    const [message] = queue.messages;
    if (!message) continue;
    bytes += Buffer.byteLength(message.body);
    if (batch.length > 0 && bytes > maxMessageBytes) break;
    batch.push({ queue, message });
    if (batch.length === maxEntries) break;
  }
  return batch;
}

type Failure = { readonly reason: string; readonly final: boolean };

/** Sends one request. Gives what failed, by its place in the batch. */
async function sendBatch(batch: readonly Entry[], { client, queueUrl }: Sending): Promise<ReadonlyMap<number, Failure>> {
  const Entries = batch.map(({ message: { body, groupId, deduplicationId } }, index) => ({
    Id: String(index),
    MessageBody: body,
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId,
  }));
  try {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    return new Map(
      Failed.map(({ Id, Code, Message: text, SenderFault }) => [
        Number(Id),
        { reason: text ? `${Code}: ${text}` : String(Code), final: SenderFault === true },
      ]),
    );
  } catch (error) {
    const { code, message } = storeError(error, queueUrl, 'Queue');
    const failure: Failure = { reason: `${code}: ${message}`, final: code === 'StoreRefused' };
    return new Map(batch.map((_, index) => [index, failure]));
  }
}

const unsentOf = ([first, ...behind]: readonly Message[], reason: string): UnsentCommand[] => [
  ...(first ? [unsentCommand(first, reason)] : []),
  ...behind.map((message) => unsentCommand(message, 'it is behind one of its stream that was not sent')),
];

const unsentCommand = ({ aggregate, aggregateId, command, commandId }: Message, reason: string): UnsentCommand => ({
  aggregate,
  aggregateId,
  command,
  commandId,
  reason,
});

const shown = 3;

function notSent(queue: string, all: number, commands: readonly UnsentCommand[]): EventSourcingError {
  const named = commands
    .slice(0, shown)
    .map(({ command, aggregate, aggregateId, reason }) => `${command} on ${aggregate}/${aggregateId} (${reason})`);
  const more = commands.length > shown ? `, and ${commands.length - shown} more` : '';
  return new EventSourcingError({
    code: 'CommandsNotSent',
    message: `${commands.length} of ${all} commands were not sent to ${queue}: ${named.join(', ')}${more}. All others were. Send these again, under their commandIds.`,
    details: { queue, commands },
  });
}
