import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourcingError } from '../../../runtime/src/index.js';
import type { CallFault, PlannedFault } from './faultPlan.js';

/** A call that leaves a container: what it does, and what is thrown where its answer is lost or it is throttled. */
export type Call = {
  /** `try`: one of those that the SDK makes of a request. */
  readonly at: 'call' | 'try';
  readonly kind: 'read' | 'write' | 'transaction';
  readonly lost: () => Error;
  readonly throttled: () => Error;
  /** What a transaction that met another throws. */
  readonly met?: () => Error;
};

/** One invocation of a function, and what happens to its calls. */
export type Life = {
  pass<Result>(call: Call, work: () => Promise<Result>): Promise<Result>;
  /** Settled when it is killed: nobody gets its answer, and none of its later calls gets anywhere. */
  readonly killed: Promise<void>;
};

const lives = new AsyncLocalStorage<Life>();

/** Lets the invocation's faults happen to whatever is called meanwhile. */
export const underFaults = <Result>(life: Life, work: () => Promise<Result>): Promise<Result> => lives.run(life, work);

/** Where each call leaves the container that makes it. */
export function through<Result>(call: Call, work: () => Promise<Result>): Promise<Result> {
  const life = lives.getStore();
  return life ? life.pass(call, work) : work();
}

/** What a call of a killed container is told: it does not matter, nobody hears what comes of it. */
class Killed extends Error {
  override readonly name = 'Killed';
}

export const isKilled = (error: unknown): boolean => error instanceof Killed;

export type LifeOptions = {
  readonly faults: readonly PlannedFault[];
  readonly happened: (fault: CallFault) => void;
  /** Given what is under way, though nobody waits for it. */
  readonly adrift: (work: Promise<unknown>) => void;
};

export function createLife({ faults, happened, adrift }: LifeOptions): Life {
  const plan = faults.map((fault) => ({ ...fault }));
  let dead = false;
  let kill = () => {};
  const killed = new Promise<void>((done) => {
    kill = () => {
      dead = true;
      done();
    };
  });

  /** What happens to a call: the next fault of the plan, if it fits and has let as many calls pass as it was to. */
  const faultFor = ({ at, kind }: Call): PlannedFault | undefined => {
    const [next] = plan;
    if (!next || next.at !== at || (next.of === 'writes' && kind === 'read') || (next.of === 'transactions' && kind !== 'transaction'))
      return;
    if (next.skip > 0) {
      next.skip -= 1;
      return;
    }
    return plan.shift();
  };

  const die = (): Killed => {
    kill();
    return new Killed();
  };

  async function pass<Result>(call: Call, work: () => Promise<Result>): Promise<Result> {
    if (dead) throw new Killed();
    const fault = faultFor(call);
    if (fault) happened(fault.fault);
    switch (fault?.fault) {
      case 'lostRequests':
        throw call.lost();
      case 'throttled':
        throw call.throttled();
      case 'transactionConflicts':
        throw call.met?.() ?? call.throttled();
      case 'killedBefore':
        throw die();
      case 'lateWrites':
        adrift(
          lives.exit(() =>
            sleep(fault.milliseconds)
              .then(work)
              .catch(() => undefined),
          ),
        );
        throw call.lost();
      case 'delayed':
        await sleep(fault.milliseconds);
        break;
    }
    const result = await work();
    if (dead) throw new Killed();
    if (fault?.fault === 'lostAnswers') throw call.lost();
    if (fault?.fault === 'killedAfter') throw die();
    return result;
  }

  return {
    killed,
    pass(call, work) {
      // What a container that is killed has under way goes on: only its answer is lost.
      const passing = pass(call, work);
      adrift(passing.catch(() => undefined));
      return passing;
    },
  };
}

const connectionLost = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });

/** A call of the user's code: of a receiver, or of a scheduler. */
export const userCode: Call = { at: 'call', kind: 'write', lost: connectionLost, throttled: connectionLost };

const told = (code: 'StoreUnavailable' | 'StoreThrottled', store: string) => () =>
  new EventSourcingError({ code, message: `${store}: injected`, details: { store } });

/** A call of a port of this library's: it throws as the port says. */
export const portCall = (store: string, kind: Call['kind']): Call => ({
  at: 'call',
  kind,
  lost: told('StoreUnavailable', store),
  throttled: told('StoreThrottled', store),
});
