type Key = { readonly groupId: string; readonly deduplicationId: string };
type Sent = { readonly messageId: string; readonly sequenceNumber: string };

/** Milliseconds that SQS remembers a deduplication id. */
const interval = 5 * 60 * 1000;

/** Remembers what was sent, by group and deduplication id (a queue with `DeduplicationScope: messageGroup`). */
export function createDeduplication(now: () => number) {
  const remembered = new Map<string, Sent & { readonly until: number }>();
  const keyOf = ({ groupId, deduplicationId }: Key): string => JSON.stringify([groupId, deduplicationId]);

  /** Entries are in the order of their times: the oldest go first. */
  const forget = (): void => {
    for (const [key, { until }] of remembered) {
      if (until > now()) return;
      remembered.delete(key);
    }
  };

  return {
    find(message: Key): Sent | undefined {
      forget();
      const found = remembered.get(keyOf(message));
      return found && { messageId: found.messageId, sequenceNumber: found.sequenceNumber };
    },
    remember(message: Key, sent: Sent): void {
      remembered.set(keyOf(message), { ...sent, until: now() + interval });
    },
  };
}
