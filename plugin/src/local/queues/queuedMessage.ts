/** A message as it is sent. */
export type NewMessage = { readonly body: string; readonly groupId: string; readonly deduplicationId: string };

export type QueuedMessage = NewMessage & {
  readonly messageId: string;
  readonly sequenceNumber: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Deliveries until now. */
  receives: number;
  /** Changes with each delivery. */
  receiptHandle: string;
};

/** Keeps a queue's messages while nothing runs. */
export type QueueStore = {
  /** What was waiting when it was opened, the oldest first. */
  readonly waiting: readonly QueuedMessage[];
  /** Stores the message before it returns. */
  added(message: QueuedMessage): void;
  removed(messageIds: readonly string[]): void;
};
