import {
  ageAlarmId,
  alarmName,
  alarmOf,
  commandDeadLettersId,
  commandQueueId,
  deadlineDeadLettersId,
  filterId,
  functionId,
  functionName,
  intakeDeadLettersId,
  intakeQueueId,
  isolatedQueueId,
  logGroupId,
} from '../../cloudformation/naming.js';
import { type CloudFormationResource, type CloudFormationValue, getAtt, type Resources, ref } from '../../cloudformation/values.js';
import type { AlarmsConfig } from '../../config/config.js';
import type { ServiceModel } from '../../model/model.js';
import { type GeneratedFunction, generatedFunctions, withDeadlines } from '../../template/generatedFunctions.js';
import { parks } from '../consumers/consumerTables.js';
import { isQueued } from '../consumers/isolation.js';
import { hasQueue } from '../intake/intakeQueues.js';

/**
 * Alarms for what somebody has to look at: events that wait for a consumer for too long, since a reader that does not come back for a day has its
 * stream forgotten; what was set aside; and what functions log as an alarm.
 */
export const alarms = (model: ServiceModel): Resources => {
  if (model.alarms === false) return {};
  const settings = model.alarms;
  const generated = generatedFunctions(model);
  return {
    ...Object.fromEntries(generated.flatMap((one) => ageAlarm(model, settings, one))),
    ...Object.fromEntries(deadLetters(model).map((queue) => deadLettersAlarm(model, settings, queue))),
    ...logAlarm(model, settings, logged.StreamParked, generated.filter(parks)),
    ...logAlarm(model, settings, logged.CommitAltered, generated.filter(readsStream)),
  };
};

type Settings = Exclude<AlarmsConfig, false>;

/** What is alarming of a metric, in five minutes. */
type Watched = {
  readonly name: string;
  readonly description: string;
  readonly metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: CloudFormationValue };
  readonly statistic: 'Maximum' | 'Sum';
  readonly above: number;
};

const alarm = (
  model: ServiceModel,
  { notify }: Settings,
  { name, description, metric, statistic, above }: Watched,
): CloudFormationResource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: alarmName(model, name),
    AlarmDescription: description,
    ...metric,
    Statistic: statistic,
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: above,
    // Where nothing is measured, nothing has happened.
    TreatMissingData: 'notBreaching',
    // What the user wrote: an ARN, or a function of CloudFormation's. Each has its own: `serverless print` shows what is shared as a reference.
    ...(notify === undefined ? {} : { AlarmActions: [structuredClone(notify) as CloudFormationValue] }),
  },
});

const readsStream = (generated: GeneratedFunction): boolean => parks(generated) && !isQueued(generated);

/** The queue that feeds a function, if one of ours does. */
const queueOf = (generated: GeneratedFunction): string | undefined => {
  if (generated.kind === 'commandQueue') return commandQueueId;
  if (generated.kind === 'intake') return hasQueue(generated.intake) ? intakeQueueId(generated.intake.name) : undefined;
  return isQueued(generated) ? isolatedQueueId(generated.key) : undefined;
};

/** How old what waits for a function is, and in what unit; of those that a queue of ours or the table's stream feeds. */
const ageOf = (generated: GeneratedFunction) => {
  const queue = queueOf(generated);
  if (queue !== undefined) {
    const of = [dimension('QueueName', getAtt(queue, 'QueueName'))];
    return { what: 'Messages', second: 1, metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', Dimensions: of } };
  }
  if (!readsStream(generated)) return undefined;
  const of = [dimension('FunctionName', ref(functionId(generated.key)))];
  return { what: 'Events', second: 1000, metric: { Namespace: 'AWS/Lambda', MetricName: 'IteratorAge', Dimensions: of } };
};

const ageAlarm = (model: ServiceModel, settings: Settings, generated: GeneratedFunction): [string, CloudFormationResource][] => {
  const { key } = generated;
  const age = ageOf(generated);
  if (!age) return [];
  const description = `${age.what} wait longer than ${settings.age} seconds for the function ${functionName(model, key)}. Its logs say why, and serverless eventsourcing status which consumer is behind.`;
  const above = settings.age * age.second;
  return [[ageAlarmId(key), alarm(model, settings, { name: `${key}-age`, description, metric: age.metric, statistic: 'Maximum', above })]];
};

const dimension = (Name: string, Value: CloudFormationValue) => ({ Name, Value });

type DeadLetters = { readonly id: string; readonly name: string; readonly description: string };

const deadLetters = (model: ServiceModel): DeadLetters[] => [
  ...(model.commandQueue === false
    ? []
    : [
        {
          id: commandDeadLettersId,
          name: 'commands-dead-letters',
          description: 'Commands that kept failing are in the dead-letter queue.',
        },
      ]),
  ...model.intakes.filter(hasQueue).map(({ name }) => ({
    id: intakeDeadLettersId(name),
    name: `${name}-intake-dead-letters`,
    description: `Events that ${name} could not take in are in its dead-letter queue.`,
  })),
  ...(withDeadlines(model.processes).length === 0
    ? []
    : [
        {
          id: deadlineDeadLettersId,
          name: 'deadlines-dead-letters',
          description: 'Deadlines that nobody could record are in the dead-letter queue.',
        },
      ]),
];

const deadLettersAlarm = (
  model: ServiceModel,
  settings: Settings,
  { id, name, description }: DeadLetters,
): [string, CloudFormationResource] => {
  const metric = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [dimension('QueueName', getAtt(id, 'QueueName'))],
  };
  return [alarmOf(id), alarm(model, settings, { name, description, metric, statistic: 'Maximum', above: 0 })];
};

/** What functions log with an `alarm`, by its name there. */
const logged = {
  StreamParked: {
    alarm: 'StreamParked',
    name: 'parked',
    description:
      'A stream was parked for a consumer: an event kept failing. serverless eventsourcing status shows it, redrive and discard act on it.',
  },
  CommitAltered: {
    alarm: 'CommitAltered',
    name: 'altered',
    description: 'A commit in the events table was changed or removed by somebody. The log of the function says which one.',
  },
} as const;

/** An alarm on lines of functions' logs, by a metric of the service's own. */
const logAlarm = (
  model: ServiceModel,
  settings: Settings,
  { alarm: line, name, description }: (typeof logged)[keyof typeof logged],
  functions: readonly GeneratedFunction[],
): Resources => {
  if (functions.length === 0) return {};
  const metric = { Namespace: `serverless-event-sourcing/${model.service}-${model.stage}`, MetricName: line };
  const filters = functions.map(({ key }): [string, CloudFormationResource] => [
    filterId(key, line),
    {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: ref(logGroupId(key)),
        // Both words, in a line of text or of JSON. A line that a metric is made of has no `alarm`.
        FilterPattern: `alarm ${line}`,
        MetricTransformations: [{ MetricNamespace: metric.Namespace, MetricName: line, MetricValue: '1' }],
      },
    },
  ]);
  return {
    ...Object.fromEntries(filters),
    [alarmOf(line)]: alarm(model, settings, { name, description, metric, statistic: 'Sum', above: 0 }),
  };
};
