import type { LambdaContext } from '../../../runtime/src/lambda/http/event.js';
import { type CallFault, calmly, planInvocation } from './faultPlan.js';
import { createLife, underFaults } from './gate.js';

/** Invokes a handler. */
export type Call<Handler, Answer> = (handler: Handler, context: LambdaContext) => Promise<Answer>;

/** A container of a function: where one is killed, another takes its place, which knows nothing yet. */
export type Container<Handler> = {
  /** Gives what the handler answered; undefined where it threw, or its container was killed. */
  run<Answer>(call: Call<Handler, Answer>): Promise<Answer | undefined>;
};

export type TortureFunction<Handler> = {
  readonly name: string;
  container(): Container<Handler>;
  /** Settled when nothing is under way any more of the invocations that are now. */
  ended(): Promise<void>;
};

export type InvocationFault = CallFault | 'doppelgangers' | 'coldStarts' | 'outOfTime';

export type FunctionOptions<Handler> = {
  readonly name: string;
  readonly seed: number;
  /** Makes a handler as a new container has it. */
  readonly load: () => Handler;
  /** Calls that it makes, about: one of them meets what is planned. Default: 12. */
  readonly calls?: number;
  readonly happened: (fault: InvocationFault) => void;
  /** Given what is under way, though nobody waits for it. */
  readonly adrift: (work: Promise<unknown>) => void;
  /** Nothing happens to invocations any more. */
  readonly isCalm: () => boolean;
};

/** A function whose invocations meet what is planned for them. */
export function createFunction<Handler>(options: FunctionOptions<Handler>): TortureFunction<Handler> {
  const { name, seed, load, calls = 12, happened, adrift, isCalm } = options;
  let invocations = 0;
  const running = new Set<Promise<void>>();

  /** What one invocation has under way. */
  function invocation(): (work: Promise<unknown>) => void {
    const own = new Set<Promise<unknown>>();
    let end = () => {};
    const ended = new Promise<void>((done) => {
      end = done;
    });
    running.add(ended);
    return (work) => {
      const tracked = work
        .catch(() => undefined)
        .finally(() => {
          own.delete(tracked);
          if (own.size > 0) return;
          running.delete(ended);
          end();
        });
      own.add(tracked);
      adrift(tracked);
    };
  }

  function container(): Container<Handler> {
    let handler = load();
    return {
      async run(call) {
        invocations += 1;
        const plan = isCalm() ? calmly : planInvocation(seed, name, invocations, calls);
        if (plan.fresh) {
          happened('coldStarts');
          handler = load();
        }
        if (plan.timeLeft < calmly.timeLeft) happened('outOfTime');
        const context: LambdaContext = { getRemainingTimeInMillis: () => plan.timeLeft };
        const goesOn = invocation();
        const life = createLife({ faults: plan.faults, happened, adrift: goesOn });
        const invoked = handler;
        const working = underFaults(life, () => call(invoked, context)).catch(() => undefined);
        // What a killed one has under way is waited for, and not its code, which gets nothing done any more.
        goesOn(Promise.race([working, life.killed]));
        if (plan.twice) {
          happened('doppelgangers');
          goesOn(call(load(), context));
        }
        // A killed one goes on until it asks the outside for something: it gets no answer, and nobody hears its own.
        const killed = life.killed.then(() => {
          handler = load();
          return undefined;
        });
        return Promise.race([working, killed]);
      },
    };
  }

  return {
    name,
    container,
    async ended() {
      await Promise.all(running);
    },
  };
}
