import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamHandler } from '../../../runtime/src/lambda/index.js';
import type { RedriveAnswer, SweepAnswer } from '../../../runtime/src/model/control.js';
import { randomOf } from '../random.js';
import type { Discarded, ParkedFound } from './check/evidence.js';
import type { TortureFunction } from './invoke.js';
import { outboxName } from './readers.js';

/** Somebody who redrives, discards and sweeps, by what the plugin's verbs ask of a function. */
export type Operator = {
  /** Sweeps and redrives again and again, while events come in. `unswept`: from then on nothing is swept, which would hide what is left out. */
  meddle(signal: AbortSignal, unswept: AbortSignal): Promise<void>;
  /** Gives the streams that were healed, let go of, or in the way. Undefined where it got no answer. */
  sweep(): Promise<number | undefined>;
  redriveAll(): Promise<void>;
  /** Goes past the commit that a stream is parked at. */
  discard(parked: ParkedFound): Promise<Discarded>;
};

type Functions = readonly TortureFunction<StreamHandler>[];

export type OperatorOptions = {
  readonly seed: number;
  /** The projections' function, the reactions', and that of the consumer that is isolated. */
  readonly functions: Functions;
  readonly consumers: readonly string[];
  readonly happened: (fault: 'redrives' | 'sweeps') => void;
};

export function createOperator({ seed, functions, consumers, happened }: OperatorOptions): Operator {
  const functionOf = (consumer: string) => functions[consumer.startsWith('projections/') ? 0 : consumer === outboxName ? 2 : 1];

  const sweepOne = async (fn: Functions[number]): Promise<number | undefined> => {
    happened('sweeps');
    const answer = await fn
      .container()
      .run<SweepAnswer>((handler, context) => handler({ eventSourcing: 'sweep', cursor: [], grace: 0 }, context));
    return answer?.done ? answer.consumers.reduce((sum, { healed, released, failed }) => sum + healed + released + failed, 0) : undefined;
  };

  const redrive = async (consumer: string): Promise<RedriveAnswer | undefined> => {
    happened('redrives');
    return functionOf(consumer)
      ?.container()
      .run<RedriveAnswer>((handler, context) => handler({ eventSourcing: 'redrive', consumer }, context));
  };

  return {
    async meddle(signal, unswept) {
      for (let step = 0; !signal.aborted; step += 1) {
        const random = randomOf(seed, step, 'operator');
        await sleep(random.whole(100, 600));
        if (signal.aborted) return;
        const fn = functions[random.whole(0, functions.length - 1)];
        if (fn && !unswept.aborted && random.chance(0.5)) await sweepOne(fn);
        else await redrive(consumers[random.whole(0, consumers.length - 1)] ?? '');
      }
    },

    async sweep() {
      const counts = await Promise.all(functions.map(sweepOne));
      return counts.reduce<number | undefined>((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
    },

    async redriveAll() {
      for (const consumer of consumers) await redrive(consumer);
    },

    async discard({ consumer, stream, version }) {
      const answer = await functionOf(consumer)
        ?.container()
        .run<RedriveAnswer>((handler, context) => handler({ eventSourcing: 'discard', consumer, stream, version }, context));
      const status = answer?.streams[0]?.status;
      if (status !== 'released') throw new Error(`${consumer} ${stream}@${version} could not be discarded: ${JSON.stringify(answer)}`);
      return { consumer, stream, version };
    },
  };
}
