/** Keeps something to so many a second. */
export type Pace = {
  /** Waits until more may be taken. False where that takes longer than is worth waiting for here. */
  taken(): Promise<boolean>;
  /** Says that so many were taken. */
  take(count: number): void;
  /** Milliseconds until more may be taken. */
  owed(): number;
};

/** The longest wait for what was taken, in milliseconds: a function costs while it waits. */
const longestWait = 2000;

/** Without a rate, all may be taken at once. */
export function pace(rate: number | undefined, now: () => number, sleep: (milliseconds: number) => Promise<void>): Pace {
  let next = now();
  const owed = () => Math.max(0, Math.ceil(next - now()));
  return {
    owed,
    async taken() {
      const wait = owed();
      if (wait > longestWait) return false;
      if (wait > 0) await sleep(wait);
      return true;
    },
    take(count) {
      if (rate !== undefined) next = Math.max(next, now()) + (count * 1000) / rate;
    },
  };
}
