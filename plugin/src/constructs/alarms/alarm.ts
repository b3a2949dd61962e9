import { type Deployment, logicalId, resourceName } from '../../cloudformation/naming.js';
import type { CloudFormationResource, CloudFormationValue } from '../../cloudformation/values.js';
import { given } from '../../values.js';

/** Alarms in the template; `age`: seconds that events may wait for a consumer. `notify`: a topic's ARN, or what gives it. */
export type Settings = { readonly age: number; readonly notify?: string | object };

/** What is alarming of a metric, in five minutes. */
export type Watched = {
  readonly name: string;
  readonly description: string;
  readonly metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions?: CloudFormationValue };
  readonly statistic: 'Maximum' | 'Sum';
  readonly above: number;
};

export const alarm = (
  deployment: Deployment,
  { notify }: Settings,
  { name, description, metric, statistic, above }: Watched,
): CloudFormationResource => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: resourceName(deployment, name),
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
    ...given({ AlarmActions: notify === undefined ? undefined : [structuredClone(notify) as CloudFormationValue] }),
  },
});

/** The logical id of an alarm on a queue, or on a line of logs, that is named so. */
export const alarmId = (what: string): string => `${what}Alarm`;

/** That of an alarm on what waits for a function. */
export const ageAlarmId = (functionKey: string): string => logicalId(functionKey, 'AgeAlarm');

export const dimension = (Name: string, Value: CloudFormationValue) => ({ Name, Value });
