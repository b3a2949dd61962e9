/** Lets so many events through a second. */
export type Pace = {
  /** Milliseconds until the next may come. */
  wait(): number;
  /** Tells that so many have come. */
  passed(events: number): void;
};

export function pace(rate: number | undefined, now: () => number): Pace {
  if (rate === undefined) return { wait: () => 0, passed: () => {} };
  let next = now();
  return {
    wait: () => Math.max(0, next - now()),
    passed(events) {
      next = Math.max(next, now()) + (events * 1000) / rate;
    },
  };
}
