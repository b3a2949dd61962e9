import type { FromSchema } from 'json-schema-to-ts';
import { resourceName } from '../../cloudformation/naming.js';
import { leastVisibility, queue, queueEvent, receivingActions } from '../../cloudformation/queue.js';
import { allow } from '../../cloudformation/statements.js';
import { getAtt, type Resources, ref } from '../../cloudformation/values.js';
import type { Construct, Part } from '../../pipeline/construct.js';
import type { DeadLetters, Executor, Facts } from '../../pipeline/facts.js';
import type { FunctionPart } from '../../pipeline/functionPart.js';
import { js, json, runtime } from '../../pipeline/source.js';
import { given } from '../../values.js';
import { wholeNumber } from '../schemas/wholeNumber.js';
import { commandDeadLettersId, commandQueueId, commandQueueKey, commandQueueName } from './names.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

const schema = {
  description: 'true, false or an object such as { maxReceiveCount: 5, batchSize: 10 }',
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        // Lambda takes no more of a FIFO queue at once.
        batchSize: wholeNumber(1, 10),
        maxReceiveCount: wholeNumber(1, 1000),
        timeout: wholeNumber(1, 900, ' of seconds'),
        visibilityTimeout: wholeNumber(1, 43_200, ' of seconds'),
        maximumConcurrency: wholeNumber(2, 1000),
      },
    },
  ],
} as const;

/** The queue of asynchronous commands, and the function behind it. Times in seconds. */
export type CommandQueueConfig = {
  readonly batchSize: number;
  /** Deliveries of a command before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** Of the function. */
  readonly timeout: number;
  /** Until a delivered command that nobody answered for is delivered again. */
  readonly visibilityTimeout: number;
  readonly maximumConcurrency?: number;
};

const configOf = (written: FromSchema<typeof schema>): false | CommandQueueConfig => {
  if (written === false) return false;
  const settings = written === true ? {} : written;
  const { timeout = 30 } = settings;
  // What AWS asks of a queue behind a function: time to try a batch again that was throttled. It is the least, too.
  return { batchSize: 10, maxReceiveCount: 5, visibilityTimeout: leastVisibility(timeout), ...settings, timeout };
};

/** `eventSourcing.commandQueue`: commands that nobody waits for. */
export const commandQueue: Construct = {
  key: 'commandQueue',
  schema,
  resolve(written: FromSchema<typeof schema> = false) {
    const config = configOf(written);
    return { value: { config, rules: () => faultsOf(config), load: () => ({ value: config === false ? {} : partOf(config) }) } };
  },
  clients: { '@aws-sdk/client-sqs': 'eventSourcing.commandQueue' },
};

const faultsOf = (config: false | CommandQueueConfig): string[] => {
  if (config === false) return [];
  const { timeout, visibilityTimeout } = config;
  const least = leastVisibility(timeout);
  if (visibilityTimeout >= least) return [];
  return [
    `eventSourcing.commandQueue.visibilityTimeout must be six times the function's timeout (${timeout} s) at least, '${visibilityTimeout}' given. Set it to ${least} or more, or leave it out.`,
  ];
};

const deadLetters: DeadLetters = {
  id: commandDeadLettersId,
  name: 'commands-dead-letters',
  description: 'Commands that kept failing are in the dead-letter queue.',
};

const partOf = (config: CommandQueueConfig): Part => ({
  facts: () => ({ value: { deadLetters: [deadLetters], lastingIds: true } }),
  build: (facts) => ({
    functions: [executing(config, facts), ...facts.executors.filter(({ byHttp }) => byHttp).map(sending)],
    resources: resourcesOf(config, facts),
  }),
});

/** The queue of asynchronous commands and the one for those that kept failing. What they hold was accepted, so they are kept as the tables are. */
const resourcesOf = ({ visibilityTimeout, maxReceiveCount }: CommandQueueConfig, { deployment, protection }: Facts): Resources => ({
  [commandQueueId]: queue({
    name: commandQueueName(deployment),
    protection,
    // A payload may have 256 KB, and its command has more around it.
    large: true,
    groups: true,
    visibilityTimeout,
    redrive: { deadLetters: commandDeadLettersId, maxReceiveCount },
  }),
  [commandDeadLettersId]: queue({ name: resourceName(deployment, 'commands-dead-letters.fifo'), protection, large: true }),
});

const arn = getAtt(commandQueueId, 'Arn');

/** Tells a function the queue that it sends to or is fed by. Offline, the URL of the queue in the process takes its place. */
const environment = { EVENT_SOURCING_COMMAND_QUEUE: ref(commandQueueId) };

/** Executes the commands that come by the queue, of all aggregates. */
const executing = (
  { batchSize, maximumConcurrency, maxReceiveCount, timeout }: CommandQueueConfig,
  { executors }: Facts,
): FunctionPart => ({
  key: commandQueueKey,
  description: { text: 'Commands that come by the queue' },
  timeout,
  events: [queueEvent(arn, { batchSize, ...given({ maximumConcurrency }) })],
  environment,
  entry: {
    factory: 'commandQueueHandler',
    options: {
      aggregates: executors.map(({ entry }) => entry),
      maxReceiveCount: js`${json(maxReceiveCount)}`,
      postpone: js`${runtime('sqs', 'postponeThrough')}()`,
    },
  },
  executes: executors.map(({ name }) => name),
  validates: executors.map(({ definition }) => definition),
  writes: executors.flatMap(({ writes }) => writes),
  // The mapping receives and deletes as its function; that says when what failed comes again.
  statements: [allow([...receivingActions, 'sqs:ChangeMessageVisibility'], [arn])],
});

/** Of a function that answers HTTP, where a caller may prefer not to wait. */
const sending = ({ functionKey, definition }: Executor): FunctionPart => ({
  key: functionKey,
  environment,
  entry: {
    options: {
      asynchronous: js`${runtime('lambda', 'asynchronousCommands')}({ aggregate: ${definition.source}, validate, queue: ${runtime('sqs', 'createCommandQueue')}() })`,
    },
  },
  statements: [allow(['sqs:SendMessage'], [arn])],
});
