import { createDeduplication } from './deduplication.js';
import type { NewMessage, QueuedMessage, QueueStore } from './queuedMessage.js';

export type FifoQueueOptions = {
  readonly name: string;
  /** Deliveries of a message before it is set aside. */
  readonly maxReceiveCount: number;
  readonly now: () => number;
  readonly newId: () => string;
  /** Where messages outlive the process. Default: they don't. */
  readonly store?: QueueStore;
};

/** How a batch ended: all of it taken, some of its messages failed, or nobody knows, since it never reached a function. */
export type BatchEnd = { readonly failed: ReadonlySet<string> } | { readonly unreachable: true };

/** The messages of a group, the oldest first. None of them is delivered while any is, or before `visibleAt`. */
type Group = { messages: QueuedMessage[]; inFlight: boolean; visibleAt: number };

/** An SQS FIFO queue, in memory, as far as senders and a function behind it can tell. */
export type FifoQueue = ReturnType<typeof createFifoQueue>;

const firstPause = 200;
/** Milliseconds. On AWS it may be minutes; here somebody sits in front of it and has just mended the handler. */
const longestPause = 5000;

/**
 * Makes a queue. A group's messages are delivered in their order, and one batch of them at a time; what fails comes again, after a while,
 * before what is behind it, and is set aside after its last delivery.
 * Rules: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export function createFifoQueue({ name, maxReceiveCount, now, newId, store }: FifoQueueOptions) {
  const groups = new Map<string, Group>();
  const deduplication = createDeduplication(now);
  const pauses = new Map<string, number>();
  const deadLetters: QueuedMessage[] = [];
  const waiting = store?.waiting ?? [];
  let sequence = BigInt(waiting.at(-1)?.sequenceNumber ?? 0);

  const enqueue = (message: QueuedMessage): void => {
    const group = groups.get(message.groupId) ?? { messages: [], inFlight: false, visibleAt: 0 };
    group.messages.push(message);
    groups.set(message.groupId, group);
  };
  for (const message of waiting) enqueue(message);

  const visibleGroups = (): Group[] => [...groups.values()].filter(({ inFlight, visibleAt }) => !inFlight && visibleAt <= now());

  const deliver = (message: QueuedMessage): QueuedMessage => {
    message.receives += 1;
    message.receiptHandle = newId();
    return message;
  };

  /** Milliseconds until a message that failed is delivered again: as it was postponed, else longer each time. */
  const pauseOf = ({ receiptHandle, receives }: QueuedMessage): number =>
    Math.min(pauses.get(receiptHandle) ?? firstPause * 2 ** (receives - 1), longestPause);

  /** Says which of a group's delivered messages are set aside. */
  const settleGroup = (group: Group, delivered: readonly QueuedMessage[], failed: ReadonlySet<string>): QueuedMessage[] => {
    const dead = delivered.filter(({ messageId, receives }) => failed.has(messageId) && receives >= maxReceiveCount);
    const kept = delivered.filter((message) => failed.has(message.messageId) && !dead.includes(message));
    group.messages = [...kept, ...group.messages.slice(delivered.length)];
    group.visibleAt = now() + Math.max(0, ...kept.map(pauseOf));
    return dead;
  };

  return {
    name,
    deadLetters: deadLetters as readonly QueuedMessage[],

    /** A message that was sent within the last five minutes, to its group and under its deduplication id, is taken and not queued again. */
    send(message: NewMessage): { messageId: string; sequenceNumber: string } {
      const earlier = deduplication.find(message);
      if (earlier) return earlier;
      sequence += 1n;
      const sent = { messageId: newId(), sequenceNumber: sequence.toString().padStart(20, '0') };
      const queued: QueuedMessage = { ...message, ...sent, sentAt: now(), receives: 0, receiptHandle: '' };
      store?.added(queued);
      enqueue(queued);
      deduplication.remember(message, sent);
      return sent;
    },

    /** Takes a batch for delivery: of one group as many as there are, then of others. `settle` has to follow. */
    receive(maxMessages: number, maxBytes: number): QueuedMessage[] {
      const batch: QueuedMessage[] = [];
      let bytes = 0;
      for (const group of visibleGroups()) {
        for (const message of group.messages) {
          bytes += Buffer.byteLength(message.body);
          if (batch.length === maxMessages || (batch.length > 0 && bytes > maxBytes)) return batch;
          group.inFlight = true;
          batch.push(deliver(message));
        }
      }
      return batch;
    },

    /** Ends a delivery, and answers what was set aside by it. */
    settle(batch: readonly QueuedMessage[], end: BatchEnd): QueuedMessage[] {
      const dead: QueuedMessage[] = [];
      for (const groupId of new Set(batch.map((message) => message.groupId))) {
        const group = groups.get(groupId);
        if (!group) continue;
        const delivered = batch.filter((message) => message.groupId === groupId);
        group.inFlight = false;
        if ('unreachable' in end) {
          // No delivery: it does not count.
          for (const message of delivered) message.receives -= 1;
          group.visibleAt = now() + firstPause;
        } else dead.push(...settleGroup(group, delivered, end.failed));
        store?.removed(delivered.filter((message) => !group.messages.includes(message)).map(({ messageId }) => messageId));
        if (group.messages.length === 0) groups.delete(groupId);
      }
      for (const { receiptHandle } of batch) pauses.delete(receiptHandle);
      deadLetters.push(...dead);
      return dead;
    },

    /** Says when a message that is being delivered may come again if it fails. False for a receipt handle of none. */
    postpone(receiptHandle: string, seconds: number): boolean {
      const delivered = [...groups.values()].some(
        ({ inFlight, messages }) => inFlight && messages.some((message) => message.receiptHandle === receiptHandle),
      );
      if (delivered) pauses.set(receiptHandle, seconds * 1000);
      return delivered;
    },

    /** Messages that wait or are being delivered. */
    size: (): number => [...groups.values()].reduce((sum, { messages }) => sum + messages.length, 0),
  };
}
