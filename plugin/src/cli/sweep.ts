import type { SweepCursor, SweepRequest, SweptConsumer } from 'serverless-event-sourcing-runtime/model';
import { UserFault } from '../userFault.js';
import { given } from '../values.js';
import { graceOption, lambdaPortOption, numberOption, scanningAllowed, serviceConsumers } from './options.js';
import type { Verb, VerbContext } from './verb.js';
import { withFunctions } from './withFunctions.js';

/** Looks for what consumers lack, and hands it to them. */
export const sweep: Verb = {
  usage: 'Find events that did not reach their consumers, and hand them over',
  options: {
    'dry-run': { usage: 'Say what is behind, and mend nothing', type: 'boolean' },
    ...graceOption,
    ...lambdaPortOption,
  },
  run: async (context) => {
    const dryRun = Boolean(context.options['dry-run']);
    const swept = await sweepAll(context, { dryRun });
    const left = swept.consumers.reduce((sum, { failed }) => sum + failed, 0);
    const text = [...swept.consumers.map((each) => lineOf(each, dryRun)), `${swept.streams} streams were looked at`].join('\n');
    return { text, json: { ...swept, dryRun }, ...(left > 0 && { fault: incomplete(left) }) };
  },
};

/** `streams`: the most that a function has looked at. */
export type Swept = { readonly streams: number; readonly consumers: readonly SweptConsumer[] };

/** Seconds of one invocation, so that somebody who waits sees how far it is. */
const seconds = 20;

/** Has each function that runs consumers go through all streams. */
export const sweepAll = (context: VerbContext, { dryRun }: { readonly dryRun: boolean }): Promise<Swept> => {
  const { service, options } = context;
  scanningAllowed(service);
  const grace = numberOption(options, 'grace');
  const request = { eventSourcing: 'sweep', seconds, dryRun, ...given({ grace }) } as const;
  const keys = [...new Set(serviceConsumers(service).map(({ functionKey }) => functionKey))];
  return withFunctions(context, 'Comparing streams with consumers', async (functions, update) => {
    const swept: Swept[] = [];
    for (const key of keys) {
      const ask = (event: SweepRequest) => functions.ask(key, event);
      swept.push(await sweepFunction(ask, request, (streams) => update(`Comparing streams with consumers: ${streams} by ${key}`)));
    }
    return { streams: Math.max(0, ...swept.map(({ streams }) => streams)), consumers: swept.flatMap(({ consumers }) => consumers) };
  });
};

type Ask = (event: SweepRequest) => Promise<Swept & { readonly cursor: SweepCursor; readonly done: boolean }>;

const sweepFunction = async (ask: Ask, request: SweepRequest, onProgress: (streams: number) => void): Promise<Swept> => {
  let swept: Swept = { streams: 0, consumers: [] };
  let cursor: SweepCursor = [];
  for (;;) {
    const answer = await ask({ ...request, cursor });
    swept = { streams: swept.streams + answer.streams, consumers: sum(swept.consumers, answer.consumers) };
    if (answer.done) return swept;
    const stands = answer.streams === 0 && answer.consumers.every(({ healed }) => healed === 0);
    if (stands && JSON.stringify(answer.cursor) === JSON.stringify(cursor)) throw noTime();
    cursor = answer.cursor;
    onProgress(swept.streams);
  }
};

const sum = (before: readonly SweptConsumer[], now: readonly SweptConsumer[]): SweptConsumer[] =>
  now.map((each) => {
    const earlier = before.find(({ consumer }) => consumer === each.consumer);
    if (!earlier) return each;
    const [oldest] = [earlier.oldest, each.oldest].flatMap((at) => at ?? []).sort();
    return {
      consumer: each.consumer,
      behind: earlier.behind + each.behind,
      healed: earlier.healed + each.healed,
      parked: earlier.parked + each.parked,
      released: earlier.released + each.released,
      failed: earlier.failed + each.failed,
      ...given({ oldest }),
    };
  });

const lineOf = ({ consumer, behind, oldest, healed, parked, released, failed }: SweptConsumer, dryRun: boolean): string => {
  const since = oldest === undefined ? '' : ` since ${oldest}`;
  const mended = dryRun ? [] : [`${healed} caught up with`, `${released} let go`, `${failed} failed`];
  return [`${consumer}: behind on ${behind} streams${since}`, ...mended, `${parked} parked`].join(', ');
};

const incomplete = (left: number): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_SWEEP_INCOMPLETE',
    message: `${left} streams could not be brought up to date, since something was in the way: the functions' logs say what. Run it again.`,
  });

const noTime = (): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_SWEEP_STANDS',
    message:
      'A function has no time to compare streams: it needs a timeout of 150 seconds at least. Take your own timeout off it, and deploy.',
  });
