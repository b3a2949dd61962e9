import {
  deadlineDeadLettersId,
  deadlineDeadLettersName,
  deadlinesKey,
  functionId,
  scheduleGroupId,
  scheduleGroupName,
  schedulerRoleId,
} from '../../cloudformation/naming.js';
import type { ProviderSettings } from '../../cloudformation/providerSettings.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationResource, getAtt, type Resources, sub } from '../../cloudformation/values.js';
import type { ServiceModel } from '../../model/model.js';
import { type GeneratedFunction, withDeadlines } from '../../template/generatedFunctions.js';

/** Schedules of deadlines: the group that they are in, the role that they invoke a function in, and a queue for what nobody could invoke it with or record. */
export const deadlineResources = (model: ServiceModel, provider: ProviderSettings): Resources => {
  if (withDeadlines(model.processes).length === 0) return {};
  return {
    [scheduleGroupId]: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: scheduleGroupName(model) } },
    [schedulerRoleId]: schedulerRole(provider),
    [deadlineDeadLettersId]: {
      Type: 'AWS::SQS::Queue',
      DeletionPolicy: model.tables.deletionPolicy === 'Retain' ? 'RetainExceptOnCreate' : 'Delete',
      UpdateReplacePolicy: model.tables.deletionPolicy,
      Properties: { QueueName: deadlineDeadLettersName(model), SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 },
    },
  };
};

/** Scheduler tries for a day, and the function's own invocations for hours: what is left after that is kept. */
const setAside = allow(['sqs:SendMessage'], [getAtt(deadlineDeadLettersId, 'Arn')]);

const schedulerRole = ({ rolePath, permissionsBoundary }: ProviderSettings): CloudFormationResource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['scheduler.amazonaws.com'] },
          Action: ['sts:AssumeRole'],
          // Nobody else's schedules: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
          Condition: { StringEquals: { 'aws:SourceAccount': sub(`\${AWS::AccountId}`) } },
        },
      ],
    },
    Path: rolePath,
    PermissionsBoundary: permissionsBoundary,
    Policies: [
      {
        PolicyName: deadlinesKey,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [allow(['lambda:InvokeFunction'], [getAtt(functionId(deadlinesKey), 'Arn')]), setAside],
        },
      },
    ],
  },
});

const schedules = `\${${scheduleGroupId}} \${${functionId(deadlinesKey)}.Arn} \${${schedulerRoleId}.Arn} \${${deadlineDeadLettersId}.Arn}`;

const schedulesVariable = { EVENT_SOURCING_DEADLINES: sub(schedules) } as const;

export type SchedulesVariable = Partial<typeof schedulesVariable>;

/** Whether a function sets deadlines. */
export const setsDeadlines = (generated: GeneratedFunction): boolean =>
  generated.kind === 'reactions' && withDeadlines(generated.processes).length > 0;

/** Tells a function the group of schedules, what they invoke, and where goes what they cannot. Offline, a scheduler in the process takes their place. */
export const schedulesEnvironment = (generated: GeneratedFunction): SchedulesVariable =>
  setsDeadlines(generated) ? schedulesVariable : {};

/** What a function may do with schedules: those of its service alone; and with what nobody could record. */
export const deadlineStatements = (model: ServiceModel, generated: GeneratedFunction): Statement[] => {
  if (generated.kind === 'deadlines') return [setAside];
  if (!setsDeadlines(generated)) return [];
  const own = sub(`arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/${scheduleGroupName(model)}/*`);
  return [
    allow(['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], [own]),
    allow(['iam:PassRole'], [getAtt(schedulerRoleId, 'Arn')]),
  ];
};

/**
 * How Lambda treats invocations by the scheduler, which are asynchronous: what fails is tried twice more, as long as it is not six hours old,
 * and then kept.
 */
export const asynchronousInvocations = {
  maximumRetryAttempts: 2,
  maximumEventAge: 21_600,
  destinations: { onFailure: { type: 'sqs', arn: getAtt(deadlineDeadLettersId, 'Arn') } },
} as const;
