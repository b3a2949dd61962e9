/** The middle value; of an even number of them, the mean of the two in the middle. @throws TypeError when there are none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new TypeError('There is no median of no values.');
  return (lower + upper) / 2;
}

/** What is measured once: gives milliseconds, say. */
export type Sample = () => Promise<number>;

export type Rounds = {
  readonly rounds: number;
  /** Samples of each contender in a round. Default: 1. */
  readonly samples?: number;
};

/**
 * Measures contenders in turns, so that whatever else the machine does meets all of them alike: sample by sample, and in each sample
 * another one goes first. Gives of each the median over the rounds, and of a round the median of its samples.
 */
export async function interleaved<Name extends string>(
  { rounds, samples = 1 }: Rounds,
  contenders: Readonly<Record<Name, Sample>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const medians = new Map<Name, number[]>(names.map((name) => [name, []]));
  let turn = 0;
  for (let round = 0; round < rounds; round++) {
    const measured = new Map<Name, number[]>(names.map((name) => [name, []]));
    for (let sample = 0; sample < samples; sample++) {
      for (const name of rotated(names, turn++)) measured.get(name)?.push(await contenders[name]());
    }
    for (const name of names) medians.get(name)?.push(median(measured.get(name) ?? []));
  }
  return Object.fromEntries(names.map((name) => [name, median(medians.get(name) ?? [])])) as Record<Name, number>;
}

const rotated = <Value>(values: readonly Value[], by: number): readonly Value[] => {
  const first = by % values.length;
  return [...values.slice(first), ...values.slice(0, first)];
};

/** Milliseconds that something takes. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Seconds of CPU that this process spends on something. */
export async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000_000;
}
