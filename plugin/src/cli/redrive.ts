import type { ParkedRequest, RedriveAnswer, RedrivenStream } from 'serverless-event-sourcing-runtime/model';
import { UserFault } from '../userFault.js';
import { given } from '../values.js';
import type { Functions } from './askFunction.js';
import { consumerOption, lambdaPortOption, type ServiceConsumer, streamOption, wholeNumberOption } from './options.js';
import type { Answer, Verb } from './verb.js';
import { withFunctions } from './withFunctions.js';

/** Tries parked streams again. */
export const redrive: Verb = {
  usage: 'Try parked streams of a consumer again, in order',
  options: {
    consumer: { usage: 'Name of the consumer, such as projections/catalogue', type: 'string', required: true },
    stream: { usage: 'The stream, such as Item/42', type: 'string' },
    all: { usage: 'All streams that are parked for the consumer', type: 'boolean' },
    ...lambdaPortOption,
  },
  run: async (context) => {
    const consumer = consumerOption(context.service, context.options);
    const stream = streamOption(context.options);
    if ((stream === undefined) === !context.options.all) throw oneOfTwo();
    const streams = await withFunctions(context, `Redriving ${stream ?? 'all parked streams'} of ${consumer.name}`, (functions, update) =>
      stream === undefined ? redriveAll(functions, consumer, update) : redriveOne(functions, consumer, stream),
    );
    return answerOf(consumer.name, streams);
  },
};

/** Goes past the commit that a stream is parked at. */
export const discard: Verb = {
  usage: 'Go past the commit that a stream is parked at, and try the rest again',
  options: {
    consumer: { usage: 'Name of the consumer, such as projections/catalogue', type: 'string', required: true },
    stream: { usage: 'The stream, such as Item/42', type: 'string', required: true },
    'at-version': { usage: 'Version that it must be parked at: nothing is done where it is another', type: 'string' },
    ...lambdaPortOption,
  },
  run: async (context) => {
    const consumer = consumerOption(context.service, context.options);
    const stream = streamOption(context.options) ?? '';
    const version = wholeNumberOption(context.options, 'at-version');
    const streams = await withFunctions(context, `Discarding at ${stream} for ${consumer.name}`, async (functions) => {
      const event: ParkedRequest = { eventSourcing: 'discard', consumer: consumer.name, stream, ...given({ version }) };
      const first = await functions.ask(consumer.functionKey, event);
      return finished(functions, consumer, first);
    });
    return answerOf(consumer.name, streams);
  },
};

const redriveOne = async (functions: Functions, { name, functionKey }: ServiceConsumer, stream: string): Promise<RedrivenStream[]> => {
  let before = -1;
  for (;;) {
    const { streams } = await functions.ask(functionKey, { eventSourcing: 'redrive', consumer: name, stream });
    // An invocation ends before a long stream does: each goes some way.
    const [outcome] = streams;
    if (outcome?.status !== 'unfinished' || outcome.position === before) return [...streams];
    before = outcome.position;
  }
};

const redriveAll = async (
  functions: Functions,
  consumer: ServiceConsumer,
  update: (message: string) => void,
): Promise<RedrivenStream[]> => {
  const streams: RedrivenStream[] = [];
  let cursor: string | undefined;
  do {
    const event: ParkedRequest = { eventSourcing: 'redrive', consumer: consumer.name, ...given({ cursor }) };
    const answer: RedriveAnswer = await functions.ask(consumer.functionKey, event);
    streams.push(...(await finished(functions, consumer, answer)));
    cursor = answer.cursor;
    update(`Redriving all parked streams of ${consumer.name}: ${streams.length} so far`);
  } while (cursor !== undefined);
  return streams;
};

/** Goes on with those that there was no time for. */
const finished = async (functions: Functions, consumer: ServiceConsumer, { streams }: RedriveAnswer): Promise<RedrivenStream[]> => {
  const done: RedrivenStream[] = [];
  for (const each of streams) done.push(...(each.status === 'unfinished' ? await redriveOne(functions, consumer, each.stream) : [each]));
  return done;
};

const answerOf = (consumer: string, streams: readonly RedrivenStream[]): Answer => {
  const released = streams.filter(({ status }) => status === 'released').length;
  const stuck = streams.filter(({ status }) => status !== 'released' && status !== 'notParked').length;
  const text = [
    ...streams.flatMap(sentenceOf),
    `${consumer}: ${released} ${released === 1 ? 'stream goes' : 'streams go'} on, ${stuck} ${stuck === 1 ? 'stays' : 'stay'} parked`,
  ].join('\n');
  return { text, json: { consumer, released, stayed: stuck, streams }, ...(stuck > 0 && { fault: incomplete(consumer, streams, stuck) }) };
};

const sentenceOf = (outcome: RedrivenStream): string[] => {
  const { stream } = outcome;
  switch (outcome.status) {
    case 'released':
      return [];
    case 'notParked':
      return [`${stream} is not parked`];
    case 'parked':
      return [`${stream} stays parked at version ${outcome.version}: ${outcome.error.name}: ${outcome.error.message}`];
    case 'otherVersion':
      return [`${stream} is parked at version ${outcome.version}: nothing was discarded`];
    case 'unfinished':
      return [
        `${stream} stays parked: its function has no time for version ${outcome.position + 1}, for which it needs a timeout of 150 seconds at least`,
      ];
    case 'failed':
      return [`${stream} stays parked, since a table was in the way: ${outcome.error.message}`];
  }
};

function incomplete(consumer: string, streams: readonly RedrivenStream[], stuck: number): UserFault {
  const [other] = streams.flatMap((outcome) => (outcome.status === 'otherVersion' ? [outcome] : []));
  const remedy = other
    ? `look at version ${other.version} of ${other.stream}, and discard it with --at-version ${other.version}`
    : 'mend what made them fail, deploy, and redrive them again';
  return new UserFault({ code: 'EVENT_SOURCING_STILL_PARKED', message: `${stayParked(stuck)} for ${consumer}: ${remedy}.` });
}

const stayParked = (count: number): string => (count === 1 ? '1 stream stays parked' : `${count} streams stay parked`);

const oneOfTwo = (): UserFault =>
  new UserFault({
    code: 'EVENT_SOURCING_OPTION_INVALID',
    message: 'Say either which stream, such as --stream Item/42, or --all: redrive takes one of the two.',
  });
