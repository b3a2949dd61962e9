import type { BegunReplay, ReplayAnswer, ReplayRequest, ReplaySelection } from 'serverless-event-sourcing-runtime/model';
import type { Functions } from '../../cli/askFunction.js';
import { lambdaPortOption, rateOption, type ServiceConsumer, scanningAllowed } from '../../cli/options.js';
import type { Answer, Verb, VerbContext } from '../../cli/verb.js';
import { withFunctions } from '../../cli/withFunctions.js';
import { UserFault } from '../../userFault.js';
import { given } from '../../values.js';
import type { Publisher } from './publisher.js';
import { type Publishing, publisherOption, selectionOption } from './replayOptions.js';
import { progressText } from './replayProgress.js';
import { targetText } from './targets.js';

/** Sends events of a publisher again. */
export const replay: Verb = {
  usage: 'Send events of a publisher again, as they were sent before',
  options: {
    publisher: { usage: 'Name of the publisher', type: 'string', required: true },
    from: { usage: 'Time of the first events, such as 2026-01-31T12:00:00Z (default: the beginning)', type: 'string' },
    to: { usage: 'Time up to which events are sent, without it (default: now)', type: 'string' },
    types: { usage: 'Event types, such as OrderPlaced,Item.PriceUpdated (default: all that it publishes)', type: 'string' },
    aggregate: { usage: 'Name of one aggregate (default: all that feed it)', type: 'string' },
    rate: { usage: 'Events a second, at most', type: 'string' },
    'dry-run': { usage: 'Count what would be sent, and send nothing', type: 'boolean' },
    resume: { usage: 'Go on with a replay that was broken off', type: 'boolean' },
    restart: { usage: 'Give up a replay that was broken off, and begin anew', type: 'boolean' },
    ...lambdaPortOption,
  },
  async run(context, publishers: readonly Publisher[]) {
    const { service, options } = context;
    const publishing = publisherOption(publishers, service, options);
    const selection = selectionOption(publishing, options);
    scanningAllowed(service);
    return withFunctions(context, `Counting what ${publishing.name} sends again`, async (functions, update) => {
      const run: Run = { context, functions, publishing, update };
      return options['dry-run'] ? counted(run, selection) : sent(run, selection);
    });
  },
};

type Run = {
  readonly context: VerbContext;
  readonly functions: Functions;
  readonly publishing: Publishing;
  readonly update: (message: string) => void;
};

type Failures = ReplayAnswer['failures'];
type Total = {
  readonly replay: BegunReplay;
  readonly events: number;
  readonly failures: Failures;
  readonly stopped?: ReplayAnswer['stopped'];
};

const counted = async (run: Run, selection: ReplaySelection): Promise<Answer> => {
  const { name, target } = run.publishing;
  const { events, failures } = await count(run, { selection, cursor: { reached: {} }, events: 0, since: '' });
  const text = [...failures.map(sentenceOf), `${name}: ${events} events would be sent again to ${targetText(target)}`].join('\n');
  return {
    text,
    json: { publisher: name, dryRun: true, events, failures },
    ...(failures.length > 0 && { fault: incomplete(name, failures.length) }),
  };
};

const sent = async (run: Run, selection: ReplaySelection): Promise<Answer> => {
  const { context, publishing, update } = run;
  const { name, target } = publishing;
  const begun = await begin(run, selection);
  const rate = rateOption(context.options);
  try {
    const left = await count(run, begun);
    const show = progressText({ name, total: begun.events + left.events, before: begun.events, now: context.now });
    const { replay, failures, stopped } = await goOn(run, { replay: begun, ...given({ rate }) }, (answer) =>
      update(show(answer.replay.events)),
    );
    const text = [...failures.map(sentenceOf), `${name}: ${replay.events} events were sent again to ${targetText(target)}`].join('\n');
    const fault = stopped
      ? brokenOff(name, `${stopped.name}: ${stopped.message}`)
      : failures.length > 0
        ? incomplete(name, failures.length)
        : undefined;
    return { text, json: { publisher: name, dryRun: false, events: replay.events, failures, done: !stopped }, ...given({ fault }) };
  } catch (error) {
    throw brokenOff(name, error instanceof Error ? error.message : String(error), error);
  }
};

const begin = async ({ context, functions, publishing }: Run, selection: ReplaySelection): Promise<BegunReplay> => {
  const { resume, restart } = context.options;
  const { name, consumer } = publishing;
  const how = resume ? 'resume' : restart ? 'restart' : 'new';
  const answer = await functions.ask(consumer.functionKey, { eventSourcing: 'beginReplay', consumer: consumer.name, how, selection });
  if (answer.status === 'begun') return answer.replay;
  throw answer.status === 'none' ? nothingToResume(name) : unfinished(name, answer.replay);
};

/** Without a word about it, since it takes no time that anybody would wait for: the tables are read twice. */
const count = (run: Run, replay: BegunReplay): Promise<Total> =>
  goOn(run, { replay, dryRun: true }, ({ events }) =>
    run.update(`Counting what ${run.publishing.name} sends again: ${events} events so far`),
  );

type Asked = Pick<ReplayRequest, 'replay' | 'rate' | 'dryRun'>;

/** Seconds of one invocation, so that somebody who waits sees how far it is. */
const seconds = 5;

const goOn = async ({ functions, publishing }: Run, asked: Asked, onProgress: (total: ReplayAnswer) => void): Promise<Total> => {
  const { consumer } = publishing;
  const failures: Failures[number][] = [];
  let { replay } = asked;
  let events = 0;
  for (;;) {
    const answer = await askFor(functions, consumer, { ...asked, replay });
    events += answer.events;
    failures.push(...answer.failures);
    onProgress({ ...answer, events });
    const stands = answer.wait === 0 && JSON.stringify(answer.replay) === JSON.stringify(replay);
    replay = answer.replay;
    if (answer.done || answer.stopped) return { replay, events, failures, ...(answer.stopped && { stopped: answer.stopped }) };
    if (stands) throw noTime();
    await new Promise((resolve) => setTimeout(resolve, answer.wait));
  }
};

const askFor = (functions: Functions, { name, functionKey }: ServiceConsumer, asked: Asked): Promise<ReplayAnswer> =>
  functions.ask(functionKey, { eventSourcing: 'replay', consumer: name, seconds, ...asked });

const sentenceOf = ({ stream, version, error }: Failures[number]): string =>
  `${stream} ends before version ${version}, which cannot be sent: ${error.name}: ${error.message}`;

const howToGoOn = (name: string): string => `Go on with 'serverless eventsourcing replay --publisher ${name} --resume'`;

const unfinished = (name: string, { since, events }: BegunReplay): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REPLAY_UNFINISHED',
    message: `A replay of ${name}, begun at ${since}, was broken off after ${events} events, or is under way. ${howToGoOn(name)}, or begin anew with --restart.`,
  });

const nothingToResume = (name: string): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REPLAY_NONE',
    message: `--resume must be for a replay that was broken off, and there is none of ${name}: all was sent. Leave --resume out to begin one.`,
  });

const brokenOff = (name: string, reason: string, cause?: unknown): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REPLAY_BROKEN_OFF',
    message: `The replay of ${name} was broken off: ${reason}. ${howToGoOn(name)}.`,
    cause,
  });

const incomplete = (name: string, count: number): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REPLAY_INCOMPLETE',
    message: `${count} streams of ${name} end at an event that cannot be sent: mend its mapping or its target, deploy, and replay again.`,
  });

const noTime = (): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_REPLAY_STANDS',
    message: 'The function has no time to send: it needs a timeout of 90 seconds at least. Take your own timeout off it, and deploy.',
  });
