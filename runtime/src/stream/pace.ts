/** Keeps something to so many a second. */
export type Pace = {
  /** Says that so many were taken, or are about to be. */
  take(count: number): void;
  /** Milliseconds until more may be taken. */
  owed(): number;
};

/** What was not taken in time is not saved up. Without a rate, all may be taken at once. `now`: milliseconds since whenever. */
export function pace(rate: number | undefined, now: () => number): Pace {
  let next = now();
  return {
    owed: () => Math.max(0, Math.ceil(next - now())),
    take(count) {
      if (rate !== undefined) next = Math.max(next, now()) + (count * 1000) / rate;
    },
  };
}
