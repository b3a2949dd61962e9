import { type Deployment, functionId, resourceName } from '../../cloudformation/naming.js';
import { queue } from '../../cloudformation/queue.js';
import { role } from '../../cloudformation/roles.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { getAtt, type Resources, sub } from '../../cloudformation/values.js';
import type { DeadLetters, Facts } from '../../pipeline/facts.js';
import type { FunctionPart } from '../../pipeline/functionPart.js';
import { js, runtime, type Source } from '../../pipeline/source.js';
import { type Process, recordingEvents } from './process.js';

/** The function that a scheduler tells of deadlines that are due. */
export const deadlinesKey = 'deadlines';

/** The logical ids of the group of schedules, and of what its schedules do and leave. */
export const scheduleGroupId = 'DeadlineSchedules';

const schedulerRoleId = 'DeadlineSchedulerRole';

const deadLettersId = 'DeadlineDeadLetterQueue';

const scheduleGroupName = (deployment: Deployment): string => resourceName(deployment, 'deadlines');

/** Queue of deadlines that nobody could be invoked with, or that could not be recorded. */
export const deadlineDeadLetters: DeadLetters = {
  id: deadLettersId,
  name: 'deadlines-dead-letters',
  description: 'Deadlines that nobody could record are in the dead-letter queue.',
};

/** Schedules of deadlines: the group that they are in, the role that they invoke a function in, and a queue for what nobody could invoke it with or record. */
export const deadlineResources = ({ deployment, provider, protection }: Facts): Resources => ({
  [scheduleGroupId]: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: scheduleGroupName(deployment) } },
  [schedulerRoleId]: role({
    service: 'scheduler',
    // Nobody else's schedules: https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    condition: { StringEquals: { 'aws:SourceAccount': sub(`\${AWS::AccountId}`) } },
    provider,
    policy: {
      name: deadlinesKey,
      statements: [allow(['lambda:InvokeFunction'], [getAtt(functionId(deadlinesKey), 'Arn')]), setAside],
    },
  }),
  [deadLettersId]: queue({ name: resourceName(deployment, 'deadlines-dead-letters'), protection }),
});

/** Scheduler tries for a day, and the function's own invocations for hours: what is left after that is kept. */
const setAside: Statement = allow(['sqs:SendMessage'], [getAtt(deadLettersId, 'Arn')]);

/**
 * Is told by a scheduler of deadlines that are due. Lambda tries its invocations, which are asynchronous, twice more if they fail, as long as
 * they are not six hours old, and then they are kept.
 */
export const deadlinesFunction = (processes: readonly Process[]): FunctionPart => ({
  key: deadlinesKey,
  description: { text: 'Deadlines of', names: processes.map(({ name }) => name) },
  settings: {
    maximumRetryAttempts: 2,
    maximumEventAge: 21_600,
    destinations: { onFailure: { type: 'sqs', arn: getAtt(deadLettersId, 'Arn') } },
  },
  entry: { factory: 'deadlineHandler', options: { processes: processes.map(({ source }) => js`${source}`) } },
  writes: recordingEvents(processes),
  statements: [setAside],
});

/** Tells a function the group of schedules, what they invoke, and where goes what they cannot. */
export const schedulesVariable = 'EVENT_SOURCING_DEADLINES';

const schedules = `\${${scheduleGroupId}} \${${functionId(deadlinesKey)}.Arn} \${${schedulerRoleId}.Arn} \${${deadLettersId}.Arn}`;

/** What a function that sets deadlines has: it may do with schedules of its service what it must, and with no others. */
export const settingDeadlines = ({ deployment }: Facts): Pick<FunctionPart, 'environment' | 'statements'> => {
  const own = sub(`arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/${scheduleGroupName(deployment)}/*`);
  return {
    environment: { [schedulesVariable]: sub(schedules) },
    statements: [
      allow(['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], [own]),
      allow(['iam:PassRole'], [getAtt(schedulerRoleId, 'Arn')]),
    ],
  };
};

export const schedulerSource: Source = js`${runtime('scheduler', 'eventBridgeScheduler')}()`;
