import type { FifoQueue } from './fifoQueue.js';
import { md5Of } from './queueRecord.js';
import { queueDoesNotExist, SqsError } from './sqsError.js';
import { readBatch, readMessage, readVisibility, type SqsInput, textAt } from './sqsInput.js';

/** A queue, and where it is. */
export type LocalQueue = { readonly queue: FifoQueue; readonly url: string; readonly arn: string };

export type SqsOutput = Readonly<Record<string, unknown>>;

type Action = (input: SqsInput, queues: readonly LocalQueue[]) => SqsOutput;

/** What senders and handlers ask of SQS, by the action's name. */
const actions: Readonly<Record<string, Action>> = {
  GetQueueUrl: (input, queues) => ({ QueueUrl: named(queues, textAt(input, 'QueueName')).url }),

  GetQueueAttributes: (input, queues) => {
    const { queue, arn } = addressed(input, queues);
    return { Attributes: { QueueArn: arn, FifoQueue: 'true', ApproximateNumberOfMessages: String(queue.size()) } };
  },

  SendMessage: (input, queues) => {
    const { queue } = addressed(input, queues);
    return sent(queue, readMessage(input));
  },

  SendMessageBatch: (input, queues) => {
    const { queue } = addressed(input, queues);
    return inBatch(readBatch(input), (entry) => sent(queue, readMessage(entry)));
  },

  ChangeMessageVisibility: (input, queues) => postpone(addressed(input, queues).queue, input),

  ChangeMessageVisibilityBatch: (input, queues) => {
    const { queue } = addressed(input, queues);
    return inBatch(readBatch(input), (entry) => postpone(queue, entry));
  },
};

/** Does what a request asks. @throws SqsError */
export function act(action: string, input: SqsInput, queues: readonly LocalQueue[]): SqsOutput {
  const known = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known) return known(input, queues);
  const message = `The queues of serverless offline know no ${action}, only ${Object.keys(actions).join(', ')}.`;
  throw new SqsError('UnsupportedOperation', message, 'AWS.SimpleQueueService.UnsupportedOperation');
}

function sent(queue: FifoQueue, message: ReturnType<typeof readMessage>): SqsOutput {
  const { messageId, sequenceNumber } = queue.send(message);
  return { MessageId: messageId, SequenceNumber: sequenceNumber, MD5OfMessageBody: md5Of(message.body) };
}

function postpone(queue: FifoQueue, input: SqsInput): SqsOutput {
  const { receiptHandle, seconds } = readVisibility(input);
  if (queue.postpone(receiptHandle, seconds)) return {};
  throw new SqsError('ReceiptHandleIsInvalid', `No message of ${queue.name} is being delivered under this receipt handle.`);
}

type Failed = { readonly Id: string; readonly Code: string; readonly Message: string; readonly SenderFault: true };

/** Each entry succeeds or fails by itself. */
function inBatch(entries: readonly { readonly id: string; readonly entry: SqsInput }[], act: (entry: SqsInput) => SqsOutput): SqsOutput {
  const Successful: SqsOutput[] = [];
  const Failed: Failed[] = [];
  for (const { id, entry } of entries) {
    try {
      Successful.push({ Id: id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: id, Code: error.queryCode, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

const addressed = (input: SqsInput, queues: readonly LocalQueue[]): LocalQueue =>
  named(queues, textAt(input, 'QueueUrl').split('/').at(-1) ?? '');

function named(queues: readonly LocalQueue[], name: string): LocalQueue {
  const found = queues.find(({ queue }) => queue.name === name);
  if (found) return found;
  throw queueDoesNotExist(
    name,
    queues.map(({ queue }) => queue.name),
  );
}
