/** Keeps something to a number per second. */
export type Pace = {
  /** Counts what was taken, or is about to be. */
  take(count: number): void;
  /** Milliseconds until more may be taken. */
  owed(): number;
};

/** Limits a rate. Unused capacity is not saved up. Without a rate there is no limit. `now`: milliseconds of any clock. */
export function pace(rate: number | undefined, now: () => number): Pace {
  let next = now();
  return {
    owed: () => Math.max(0, Math.ceil(next - now())),
    take(count) {
      if (rate !== undefined) next = Math.max(next, now()) + (count * 1000) / rate;
    },
  };
}
