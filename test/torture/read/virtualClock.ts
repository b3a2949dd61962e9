/** The machine's clock, which can be put forward: for what waits as long as a function may take. */
export type VirtualClock = {
  readonly now: () => Date;
  /** Puts it forward to a time, in milliseconds; never back. */
  passTo(time: number): void;
};

export function virtualClock(): VirtualClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    passTo(time) {
      ahead = Math.max(ahead, time - Date.now());
    },
  };
}
