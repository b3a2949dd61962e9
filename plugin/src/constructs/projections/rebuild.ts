import { setTimeout as sleep } from 'node:timers/promises';
import type { RebuildAnswer, RebuildRequest } from 'serverless-event-sourcing-runtime/model';
import { lambdaPortOption, namedOption, numberOption, rateOption, wholeNumberOption } from '../../cli/options.js';
import type { Answer, Verb, VerbContext } from '../../cli/verb.js';
import { withFunctions } from '../../cli/withFunctions.js';
import { given } from '../../values.js';
import type { Projection } from './projection.js';
import { abandonedText, busy, doneText, noTime, otherCode, parkedRows, shownProgress } from './rebuildTexts.js';

/** Folds the rows of a projection anew, and switches to them. */
export const rebuild: Verb = {
  usage: 'Fold the rows of a projection anew, beside those that are read, and switch to them',
  options: {
    projection: { usage: 'Name of the projection', type: 'string', required: true },
    rate: { usage: 'Events a second, at most', type: 'string' },
    segments: { usage: 'Parts of the events table that are read side by side (default: 8)', type: 'string' },
    settle: {
      usage: "Seconds that an invocation may take which began before (default: the function's timeout; with --local: 5)",
      type: 'string',
    },
    'accept-parked': { usage: 'Switch though streams are parked in the new rows', type: 'boolean' },
    'accept-code': { usage: "Go on though the function's code has changed since the rebuild began", type: 'boolean' },
    abort: { usage: 'Give up a rebuild that has not switched yet', type: 'boolean' },
    ...lambdaPortOption,
  },
  async run(context, projections: readonly Projection[]) {
    const { options } = context;
    const projection = namedOption('projection', 'a projection', projections, options).name;
    const rate = rateOption(options);
    const segments = wholeNumberOption(options, 'segments');
    const settle = numberOption(options, 'settle') ?? (options.local ? localSettle : undefined);
    const request: RebuildRequest = {
      eventSourcing: 'rebuild',
      projection,
      // One call is told from another by when it began, and in which process.
      runner: `${process.pid}-${context.now()}`,
      seconds,
      ...given({ rate, segments, settleSeconds: settle }),
      acceptParked: Boolean(options['accept-parked']),
      acceptCode: Boolean(options['accept-code']),
      abort: Boolean(options.abort),
    };
    const answer = await withFunctions(context, `Rebuilding ${projection}`, (functions, update) =>
      askUntilDone((event) => functions.ask('projections', event), request, context.now, update),
    );
    return answerOf(projection, answer);
  },
};

/** Seconds of one invocation, so that somebody who waits sees how far it is. */
const seconds = 20;
/** Offline no invocation takes long, and a query remembers for two seconds which rows are read. */
const localSettle = 5;
/** Between two looks at a rebuild that somebody else is at, and two messages while nothing can be done, in milliseconds. */
const pause = 2000;

type Ask = (event: RebuildRequest) => Promise<RebuildAnswer>;

/** Asks until it is over. @throws UserFault where somebody else is at it, or the function has no time */
const askUntilDone = async (
  ask: Ask,
  first: RebuildRequest,
  now: VerbContext['now'],
  update: (message: string) => void,
): Promise<RebuildAnswer> => {
  const progress = shownProgress(first.projection, now);
  let request = first;
  let held: string | undefined;
  let before: RebuildAnswer | undefined;
  const waitUntil = async (time: string, message: string): Promise<void> => {
    while (now() < Date.parse(time)) {
      update(message);
      await sleep(Math.min(pause, Date.parse(time) - now() + 1));
    }
  };
  for (;;) {
    const answer = await ask(request);
    if ('id' in answer) request = { ...request, id: answer.id };
    if (answer.status === 'busy') {
      // A call that was killed asks for no more time; one that goes on does.
      if (held !== undefined && held < answer.until) throw busy(first.projection, answer.until);
      held = answer.until;
      await waitUntil(answer.until, `Rebuilding ${first.projection}: another call is at it, or was killed; waiting until ${answer.until}`);
    } else if (answer.status === 'waits') {
      await waitUntil(answer.until, progress(answer));
    } else if (answer.status === 'goesOn') {
      if (answer.phase === 'filling' && before?.status === 'goesOn' && before.commits === answer.commits && before.events === answer.events)
        throw noTime();
      update(progress(answer));
    } else return answer;
    before = answer;
  }
};

const answerOf = (projection: string, answer: RebuildAnswer): Answer => {
  const json = { projection, ...answer };
  switch (answer.status) {
    case 'done':
      return { text: doneText(projection, answer), json };
    case 'abandoned':
      return { text: abandonedText(projection), json };
    case 'parked':
      return { text: doneText(projection, answer), json, fault: parkedRows(projection, answer) };
    case 'otherCode':
      return { text: doneText(projection, answer), json, fault: otherCode(projection, answer) };
    default:
      return { text: `There is no rebuild of ${projection} to be given up.`, json };
  }
};
