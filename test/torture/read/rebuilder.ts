import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamHandler } from '../../../runtime/src/lambda/index.js';
import type { RebuildAnswer, RebuildRequest } from '../../../runtime/src/model/control.js';
import { type Random, randomOf } from '../random.js';
import type { TortureFunction } from './invoke.js';
import type { Storage } from './storage.js';
import type { VirtualClock } from './virtualClock.js';

/** Somebody who rebuilds projections, by what the plugin's verb asks of their function. */
export type Rebuilder = {
  /** Begins rebuilds, goes on with them, whoever was killed, and gives some up, while events come in. */
  meddle(signal: AbortSignal): Promise<void>;
  /** Brings those to their end that are under way. */
  finish(): Promise<void>;
  /** Whether rows have just been switched to, or all have been. */
  hasSwitched(): boolean;
};

export type RebuilderOptions = {
  readonly seed: number;
  /** The projections' function. */
  readonly fn: TortureFunction<StreamHandler>;
  /** That of commands, which writes rows too. */
  readonly commands: Pick<TortureFunction<never>, 'ended'>;
  readonly projections: readonly string[];
  /** Rebuilds of each. */
  readonly most: number;
  readonly slots: Storage['slots'];
  /** That of both. */
  readonly clock: VirtualClock;
  readonly happened: (fault: 'rebuildsBegun' | 'rebuildsSwitched' | 'rebuildsAborted') => void;
};

/** A call of the verb: who it is, and the rebuild that it is at. */
type Caller = { readonly runner: string; readonly id?: string; readonly acceptParked: boolean };

/** Longer than anybody remembers which slots are written, in milliseconds. */
const remembered = 3000;

/** Asks of one projection, before something is wrong. */
const mostAsks = 200;

/**
 * One asks at a time. A rebuild waits as long as a function may take, five minutes here; for whoever waits, the clock is put forward once
 * nothing is under way any more of what was then, which is all that the wait is for.
 */
export function createRebuilder({ seed, fn, commands, projections, most, slots, clock, happened }: RebuilderOptions): Rebuilder {
  const rebuilt = projections.filter((name, at) => at === seed % projections.length || randomOf(seed, name, 'rebuilt').chance(0.6));
  const callers = new Map<string, Caller>();
  const told = new Set<string>();
  const done = new Map<string, number>();
  const left = () => rebuilt.filter((name) => (done.get(name) ?? 0) < most);
  // Those that have just been switched.
  const fresh = new Set<string>();
  let calls = 0;

  const newCaller = (acceptParked: boolean): Caller => {
    calls += 1;
    return { runner: `call-${calls}`, acceptParked };
  };

  const once = (what: Parameters<typeof happened>[0], id: string): void => {
    if (told.has(`${what} ${id}`)) return;
    told.add(`${what} ${id}`);
    happened(what);
  };

  function tell(projection: string, answer: RebuildAnswer): void {
    if (!('id' in answer)) return;
    once('rebuildsBegun', answer.id);
    if (answer.status === 'waits' && answer.phase === 'switched') once('rebuildsSwitched', answer.id);
    if (answer.status === 'abandoned') once('rebuildsAborted', answer.id);
    if ('phase' in answer && answer.phase === 'switched') fresh.add(projection);
    else fresh.delete(projection);
  }

  async function ask(projection: string, caller: Caller, further: Partial<RebuildRequest>): Promise<RebuildAnswer | undefined> {
    const { id, ...who } = caller;
    const request: RebuildRequest = { eventSourcing: 'rebuild', projection, ...who, ...(id === undefined ? {} : { id }), ...further };
    const answer = await fn.container().run<RebuildAnswer>((handler, context) => handler(request, context));
    if (!answer) return undefined;
    if (answer.status === 'otherCode') throw new Error(`${projection}: ${JSON.stringify(answer)}`);
    tell(projection, answer);
    if ('until' in answer) {
      // What containers of commands remember of slots for a while, they forget.
      clock.passTo(clock.now().getTime() + remembered);
      await Promise.all([fn.ended(), commands.ended()]);
      clock.passTo(Date.parse(answer.until));
    }
    if (answer.status === 'done') done.set(projection, (done.get(projection) ?? 0) + 1);
    // `idle`: there is none to be given up; nobody heard that it was done.
    const over = ['done', 'abandoned', 'idle'].includes(answer.status);
    // Whoever is told that streams are parked in the new rows accepts it, or gives up.
    if (over) callers.delete(projection);
    else
      callers.set(projection, {
        ...caller,
        ...('id' in answer ? { id: answer.id } : {}),
        acceptParked: caller.acceptParked || answer.status === 'parked',
      });
    return answer;
  }

  /** What is asked for beside the next step. */
  const whims = (random: Random): Partial<RebuildRequest> => ({
    segments: random.whole(1, 3),
    ...(random.chance(0.4) ? { seconds: random.pick([0, 0.02, 0.1]) } : {}),
    ...(random.chance(0.1) ? { rate: random.whole(2000, 20_000) } : {}),
  });

  return {
    hasSwitched: () => fresh.size > 0 || left().length === 0,

    async meddle(signal) {
      for (let step = 0; !signal.aborted; step += 1) {
        const random = randomOf(seed, step, 'rebuilder');
        await sleep(random.whole(5, 60));
        const names = left();
        const projection = names[random.whole(0, names.length - 1)];
        if (projection === undefined) return;
        // Sometimes another takes over, who knows of nothing.
        const known = random.chance(0.1) ? undefined : callers.get(projection);
        const caller = known ?? newCaller(random.chance(0.5));
        await ask(projection, caller, { ...whims(random), ...(caller.id !== undefined && random.chance(0.06) ? { abort: true } : {}) });
      }
    },

    async finish() {
      for (const projection of rebuilt) {
        const caller = newCaller(true);
        for (let count = 0; (await slots()).get(projection)?.rebuild; count += 1) {
          if (count === mostAsks) throw new Error(`${mostAsks} steps did not bring the rebuild of ${projection} to its end.`);
          await ask(projection, callers.get(projection) ?? caller, {});
        }
      }
    },
  };
}
