const base = 20;
const longest = 500;

/** Milliseconds to wait before try number `attempt` (from 1): full jitter below a doubling, capped bound, so that rivals spread out. */
export const backoff = (attempt: number, random: () => number): number => random() * Math.min(longest, base * 2 ** (attempt - 1));
