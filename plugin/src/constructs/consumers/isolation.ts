import { leastVisibility, queue, receivingActions } from '../../cloudformation/queue.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationValue, getAtt, type Resources, ref } from '../../cloudformation/values.js';
import type { Facts } from '../../pipeline/facts.js';
import type { FunctionPart } from '../../pipeline/functionPart.js';
import { code, js, json, runtime, type Source } from '../../pipeline/source.js';
import { isolatedQueueId, isolatedQueueName, isolatedQueueVariable } from './names.js';
import { followedBy, type Placed } from './placement.js';

/** Seconds that a function of consumers has, whatever feeds it. */
export const consumersTimeout = 300;

/**
 * The queues of consumers that are isolated. They say where commits are, which the table has, so they go with the stack: what is lost with
 * one, a sweep finds. A message stays until its consumer has taken or parked what it tells of.
 */
export const isolatedQueues = (placed: readonly Placed[], { deployment }: Facts): Resources =>
  Object.fromEntries(
    placed
      .filter(({ queued }) => queued)
      .map(({ key }) => [
        isolatedQueueId(key),
        queue({ name: isolatedQueueName(deployment, key), groups: true, visibilityTimeout: leastVisibility(consumersTimeout) }),
      ]),
  );

/** What a function has of such queues: of its own, or of those that it tells of commits. Offline, URLs of queues in the process take their place. */
export const isolationPart = (placed: Placed, facts: Facts): Pick<FunctionPart, 'environment' | 'statements' | 'entry'> => {
  const keys = placed.queued ? [placed.key] : placed.forwards.map(({ key }) => key);
  if (keys.length === 0) return {};
  return {
    environment: Object.fromEntries(
      keys.map((key): [string, CloudFormationValue] => [isolatedQueueVariable(key), ref(isolatedQueueId(key))]),
    ),
    statements: [queueStatement(placed, keys)],
    entry: { options: placed.queued ? queuedOptions(placed) : { forwards: placed.forwards.map((told) => forwardSource(told, facts)) } },
  };
};

/** The mapping receives and deletes as its function; that says when what failed comes again. */
const queueStatement = ({ queued }: Placed, keys: readonly string[]): Statement => {
  const queues = keys.map((key) => getAtt(isolatedQueueId(key), 'Arn'));
  return allow(queued ? [...receivingActions, 'sqs:ChangeMessageVisibility'] : ['sqs:SendMessage'], queues);
};

/** A function behind a queue of its own says when what failed comes again, and keeps where its sweep stands under its own name. */
const queuedOptions = ({ key }: Placed): Record<string, Source> => ({
  name: js`${json(key)}`,
  postpone: js`${runtime('sqs', 'postponeThrough')}(${queueUrl(key)})`,
});

/** A function that another one tells of commits. */
const forwardSource = (told: Placed, facts: Facts): Source => {
  const consumer = json(told.consumers[0]?.name);
  const announce = js`${runtime('sqs', 'announceThrough')}(${queueUrl(told.key)})`;
  return js`{ consumer: ${consumer}, aggregates: ${json(followedBy(told, facts))}, announce: ${announce} }`;
};

const queueUrl = (key: string): Source => js`{ queueUrl: process.env.${code(isolatedQueueVariable(key))} }`;
