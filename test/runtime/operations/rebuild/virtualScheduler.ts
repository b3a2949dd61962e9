/** Calls of processes to stores, let through one at a time, in an order that a seed decides, while a clock of its own goes on. */
export type Scheduler = {
  readonly now: () => number;
  /** Lets a call happen at some later moment; never, once its process has ended. */
  call<Result>(process: Process, work: () => Promise<Result>): Promise<Result>;
  sleep(process: Process, milliseconds: number): Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Lets calls through until nobody has any left. */
  run(): Promise<void>;
};

/** What an invocation runs in. It ends at its time, or at a call, and does nothing any more. */
export type Process = {
  readonly ends: number;
  callsLeft: number;
  /** None of its calls stalls. */
  readonly prompt: boolean;
  readonly over: Promise<undefined>;
  end(): void;
};

export function processOf(ends: number, callsLeft = Number.POSITIVE_INFINITY, prompt = false): Process {
  let end = () => {};
  const over = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  return { ends, callsLeft, prompt, over, end };
}

type Pending = { readonly process: Process; readonly at: number; readonly start: () => void };

/** Longest that a call takes, in milliseconds. */
const slowest = 40;
/** What few calls take: as long as an invocation may be, or nearly. */
const stalled = 300_000;

/** `stalls`: the share of calls that take very long. */
export function scheduler(seed: number, start: number, stalls: number): Scheduler {
  let clock = start;
  let state = seed || 1;
  const random = () => {
    // Marsaglia's xorshift: enough for a seed to tell runs apart.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  let pending: Pending[] = [];
  const isOver = ({ ends, callsLeft }: Process) => clock >= ends || callsLeft <= 0;
  const wait = (process: Process, at: number) => new Promise<void>((start) => pending.push({ process, at, start }));

  return {
    now: () => clock,
    random,
    async call(process, work) {
      await wait(process, clock + Math.floor(random() * (process.prompt || random() >= stalls ? slowest : stalled)));
      process.callsLeft -= 1;
      return work();
    },
    sleep: (process, milliseconds) => wait(process, clock + milliseconds),
    async run() {
      for (;;) {
        // What the last call led to comes to its next calls.
        await new Promise((wake) => setImmediate(wake));
        const over = pending.filter(({ process }) => isOver(process));
        pending = pending.filter((one) => !over.includes(one));
        for (const { process } of over) process.end();
        // Somebody may have waited for just that.
        if (over.length > 0) continue;
        if (pending.length === 0) return;
        const earliest = Math.min(...pending.map(({ at }) => at));
        clock = Math.max(clock + 1, earliest);
        const due = pending.filter(({ at, process }) => at <= clock && !isOver(process));
        const next = due[Math.floor(random() * due.length)];
        if (!next) continue;
        pending = pending.filter((one) => one !== next);
        next.start();
      }
    },
  };
}

/** A store whose calls are scheduled; one that its process does not live to see stored nothing. */
export function scheduled<Store extends object>(store: Store, process: Process, { call }: Scheduler): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member === 'object' && member !== null) return scheduled(member, process, { call } as Scheduler);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => call(process, async () => Reflect.apply(member, target, args));
    },
  });
}
