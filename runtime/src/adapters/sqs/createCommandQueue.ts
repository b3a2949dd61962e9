import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type CommandMessage, commandMessage, type Sent } from '../../commands/commandMessage.js';
import type { Command } from '../../domain/commands/command.js';
import { EventSourcingError } from '../../domain/errors.js';
import { assertAggregateId } from '../../domain/stream.js';
import { storeError } from '../aws/storeError.js';
import { maxMessageBytes } from './limits.js';
import { type QueueOptions, queueClient } from './queueClient.js';
import { sendAll } from './sendAll.js';

export type CommandQueueOptions = QueueOptions & {
  /** Makes the id of a command that has none. Default: a UUID. */
  readonly newId?: () => string;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random?: () => number;
};

/** Sends commands that are executed later, in the order in which they were sent to a stream. */
export type CommandQueue = {
  /**
   * Sends a command. If it is sent again under its `commandId`, at any time, it still takes effect once.
   *
   * @throws PayloadTooLarge, InvalidAggregateId, StoreThrottled, StoreUnavailable (the queue may have taken it: send it again, under the
   * same `commandId`), StoreRefused
   */
  send(command: Command): Promise<Sent>;

  /**
   * Sends commands, ten streams at a time; those of one stream in their order. What the queue does not take is sent again.
   *
   * @throws CommandsNotSent that names those which were not taken in the end, and those behind them in their streams; and as `send` does,
   *   before anything is sent
   */
  sendMany(commands: readonly Command[]): Promise<Sent[]>;
};

/**
 * Sends commands through an SQS FIFO queue, to a service with `commandQueue: true`.
 *
 * @example
 * const queue = createCommandQueue({ queueUrl });
 * await queue.send({ aggregate: 'Item', id: '42', command: 'UpdatePrice', data: { price: 9 }, commandId: 'spring-sale' });
 */
export function createCommandQueue(options: CommandQueueOptions = {}): CommandQueue {
  const { newId = () => crypto.randomUUID(), sleep = wait, random = Math.random } = options;
  const { client, queueUrl } = queueClient(options);
  const messageOf = (command: Command): CommandMessage => {
    const { aggregate, id } = command;
    if (id !== undefined) assertAggregateId(aggregate, id);
    const message = commandMessage(command, newId);
    assertMessageSize(message);
    return message;
  };

  return {
    async send(command) {
      const { body, groupId, deduplicationId, ...sent } = messageOf(command);
      const input = { QueueUrl: queueUrl, MessageBody: body, MessageGroupId: groupId, MessageDeduplicationId: deduplicationId };
      await client.send(new SendMessageCommand(input)).catch((error: unknown) => {
        throw storeError(error, queueUrl, 'Queue');
      });
      return sent;
    },

    async sendMany(commands) {
      const messages = commands.map((command) => ({ ...messageOf(command), aggregate: command.aggregate, command: command.command }));
      await sendAll(messages, { client, queueUrl, sleep, random });
      return messages.map(({ aggregateId, commandId }) => ({ aggregateId, commandId }));
    },
  };
}

function assertMessageSize({ body }: CommandMessage): void {
  const size = Buffer.byteLength(body);
  if (size <= maxMessageBytes) return;
  throw new EventSourcingError({
    code: 'PayloadTooLarge',
    message: `The command has ${size} bytes with its metadata, SQS takes ${maxMessageBytes} at most. Store the large part elsewhere and send a reference.`,
    details: { size, limit: maxMessageBytes },
  });
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
