import { functionId, functionName, logicalId, tablesPrefix } from '../../cloudformation/naming.js';
import { type CloudFormationResource, getAtt, type Resources, ref } from '../../cloudformation/values.js';
import type { DeadLetters, Facts } from '../../pipeline/facts.js';
import type { LoggedAlarm, MergedFunction } from '../../pipeline/functionPart.js';
import { groupBy, recordOf } from '../../values.js';
import { ageAlarmId, alarm, alarmId, dimension, type Settings } from './alarm.js';

/**
 * Alarms for what somebody has to look at: events that wait for a consumer for too long, since a reader that does not come back for a day has its
 * stream forgotten; what was set aside; and what functions log as an alarm.
 */
export const alarms = (settings: Settings, functions: readonly MergedFunction[], facts: Facts, resources: Resources): Resources => {
  const logged = functions.flatMap(({ key, alarms }) => alarms.map((one) => ({ ...one, key })));
  return {
    ...Object.assign({}, ...functions.map((one) => ageAlarm(settings, one, facts, resources))),
    ...Object.assign({}, ...facts.deadLetters.map((queue) => deadLettersAlarm(settings, queue, facts))),
    ...Object.assign({}, ...[...groupBy(logged, ({ line }) => line).values()].map((alike) => logAlarm(settings, alike, facts))),
  };
};

/** How old what waits for a function is, and in what unit; of those that a queue of ours or the table's stream feeds. */
const ageOf = ({ key, events }: MergedFunction, resources: Resources) => {
  const queue = events.map(({ sqs }) => idOf(recordOf(sqs).arn)).find((id) => id !== undefined && id in resources);
  if (queue !== undefined) {
    const of = [dimension('QueueName', getAtt(queue, 'QueueName'))];
    return { what: 'Messages', second: 1, metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', Dimensions: of } };
  }
  if (!events.some((event) => 'stream' in event)) return undefined;
  const of = [dimension('FunctionName', ref(functionId(key)))];
  return { what: 'Events', second: 1000, metric: { Namespace: 'AWS/Lambda', MetricName: 'IteratorAge', Dimensions: of } };
};

/** Of what an attribute is taken. */
const idOf = (value: unknown): string | undefined => {
  const { 'Fn::GetAtt': attribute } = recordOf(value);
  return Array.isArray(attribute) ? String(attribute[0]) : undefined;
};

const ageAlarm = (settings: Settings, merged: MergedFunction, { deployment }: Facts, resources: Resources): Resources => {
  const { key } = merged;
  const age = ageOf(merged, resources);
  if (!age) return {};
  const description = `${age.what} wait longer than ${settings.age} seconds for the function ${functionName(deployment, key)}. Its logs say why, and serverless eventsourcing status which consumer is behind.`;
  const above = settings.age * age.second;
  const watched = { name: `${key}-age`, description, metric: age.metric, statistic: 'Maximum', above } as const;
  return { [ageAlarmId(key)]: alarm(deployment, settings, watched) };
};

const deadLettersAlarm = (settings: Settings, { id, name, description }: DeadLetters, { deployment }: Facts): Resources => {
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [dimension('QueueName', getAtt(id, 'QueueName'))],
  };
  return { [alarmId(id)]: alarm(deployment, settings, { name, description, metric, statistic: 'Maximum', above: 0 }) };
};

type LoggedBy = LoggedAlarm & { readonly key: string };

/** An alarm on lines of functions' logs, by a metric of the service's own. */
const logAlarm = (settings: Settings, logged: readonly LoggedBy[], { deployment }: Facts): Resources => {
  const [first] = logged;
  if (!first) return {};
  const { line, name, description } = first;
  const metric = { Namespace: `serverless-event-sourcing/${tablesPrefix(deployment)}`, MetricName: line };
  const filters = logged.map(({ key }): [string, CloudFormationResource] => [
    logicalId(key, `${line}Filter`),
    {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        // The logical id that the framework gives to the log group of a function.
        LogGroupName: ref(logicalId(key, 'LogGroup')),
        // Both words, in a line of text or of JSON. A line that a metric is made of has no `alarm`.
        FilterPattern: `alarm ${line}`,
        MetricTransformations: [{ MetricNamespace: metric.Namespace, MetricName: line, MetricValue: '1' }],
      },
    },
  ]);
  const watched = { name, description, metric, statistic: 'Sum', above: 0 } as const;
  return { ...Object.fromEntries(filters), [alarmId(line)]: alarm(deployment, settings, watched) };
};
