import { type Random, randomOf } from './random.js';

/** Which version a command expects: as the runtime takes it, or so many below the highest that an answer has named until it is sent. */
export type Expectation = 'any' | 'none' | 'exists' | { readonly belowLastSeen: number };

/** A command as it is scheduled. */
export type PlannedCommand = {
  /** Of the account. Without it, a creation has its id derived from its key. */
  readonly id?: string;
  /** The caller's key for it: what makes a repeat. */
  readonly key?: string;
  readonly command: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly expects: Expectation;
};

/**
 * Few streams at a time, or nothing would meet; new ones again and again, or all would be closed. How many steps a stream lives:
 * the longer, the more state there is to be wrong about.
 */
const lifetimes = [120, 40, 40] as const;

/** The command that a lane thinks of at a step. Pure, so that another process can repeat it without being told. */
export function freshCommand(seed: number, lane: number, step: number): PlannedCommand {
  const random = randomOf(seed, lane, step, 'command');
  const place = random.whole(0, lifetimes.length - 1);
  const lifetime = lifetimes[place] ?? 40;
  const id = `${place}-${Math.floor(step / lifetime)}`;
  const age = (step % lifetime) / lifetime;
  const keyed = random.chance(0.9) ? { key: `k${lane}-${step}` } : {};
  if (random.chance(0.05)) return { ...keyed, ...open(random) };
  if (random.chance(age < 0.1 ? 0.5 : 0.04)) return { id, ...keyed, ...open(random) };
  return { id, ...keyed, ...change(random, age), expects: expectation(random) };
}

const owners = ['Ann', 'Bob', 'Cyd'] as const;

const open = (random: Random): Pick<PlannedCommand, 'command' | 'data' | 'expects'> => ({
  command: 'Open',
  data: { owner: random.pick(owners) },
  expects: random.pick<Expectation>(['any', 'none', 'any']),
});

function change(random: Random, age: number): Pick<PlannedCommand, 'command' | 'data'> {
  if (age > 0.7 && random.chance(0.06)) return { command: 'Close', data: { forfeit: random.pick([0, 30]) } };
  const amount = random.whole(1, 60);
  return random.pick<Pick<PlannedCommand, 'command' | 'data'>>([
    { command: 'Deposit', data: { amount } },
    { command: 'Deposit', data: { amount } },
    { command: 'Deposit', data: { amount: random.chance(0.2) ? -amount : amount } },
    { command: 'Withdraw', data: { amount } },
    { command: 'Withdraw', data: { amount } },
    { command: 'WithdrawWithFee', data: { amount, fee: random.whole(1, 5) } },
    { command: 'WithdrawWithFee', data: { amount, fee: random.whole(1, 5) } },
    { command: 'TopUp', data: { to: amount } },
    { command: 'Rename', data: { owner: random.pick(owners) } },
  ]);
}

function expectation(random: Random): Expectation {
  if (random.chance(0.85)) return 'any';
  return random.pick<Expectation>(['exists', 'none', { belowLastSeen: 0 }, { belowLastSeen: 0 }, { belowLastSeen: random.whole(1, 3) }]);
}
