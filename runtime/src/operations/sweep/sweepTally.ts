import type { SweptConsumer } from '../../model/control.js';

type Count = Exclude<keyof SweptConsumer, 'consumer' | 'oldest'>;

/** What a sweep has found so far. */
export type SweepTally = {
  count(consumer: string, what: Count): void;
  behind(consumer: string, at: string): void;
  consumers(): readonly SweptConsumer[];
};

export function sweepTally(consumers: readonly string[]): SweepTally {
  const counts = new Map<string, { -readonly [Key in keyof SweptConsumer]: SweptConsumer[Key] }>();
  const of = (consumer: string) => {
    const found = counts.get(consumer) ?? { consumer, behind: 0, healed: 0, parked: 0, released: 0, failed: 0 };
    counts.set(consumer, found);
    return found;
  };
  for (const consumer of consumers) of(consumer);
  return {
    count(consumer, what) {
      of(consumer)[what] += 1;
    },
    behind(consumer, at) {
      const found = of(consumer);
      found.behind += 1;
      if (found.oldest === undefined || at < found.oldest) found.oldest = at;
    },
    consumers: () => [...counts.values()].map((each) => ({ ...each })),
  };
}
