/* All logical ids, function keys and table names. */

type Deployment = { readonly service: string; readonly stage: string };

export const eventsTableId = 'EventsTable';

export const guardsTableId = 'GuardsTable';

export const snapshotsTableId = 'SnapshotsTable';

export const bookmarksTableId = 'BookmarksTable';

export const parkedTableId = 'ParkedTable';

/** The logical id of the queue of asynchronous commands, which a user may `Ref`. */
export const commandQueueId = 'CommandQueue';

export const commandDeadLettersId = 'CommandDeadLetterQueue';

/** Rows of a projection have two tables: one is read, and a rebuild fills the other. */
export const slots = ['a', 'b'] as const;

export type Slot = (typeof slots)[number];

export const readModelTableId = (projection: string, slot: Slot = 'a'): string =>
  `${logicalPart(projection)}Table${slot === 'a' ? '' : 'B'}`;

/** What a slot is called in names of tables, as the functions have it too. Names of projections hold no '.'. */
export const slotName = (projection: string, slot: Slot): string => (slot === 'a' ? projection : `${projection}.b`);

/** What the names of all tables begin with: the functions make them of it. */
export const tablesPrefix = ({ service, stage }: Deployment): string => `${service}-${stage}`;

export const tableName = (deployment: Deployment, what: string): string => `${tablesPrefix(deployment)}-${what}`;

export const eventsTableName = (deployment: Deployment): string => tableName(deployment, 'events');

export const snapshotsTableName = (deployment: Deployment): string => tableName(deployment, 'snapshots');

export const guardsTableName = (deployment: Deployment): string => tableName(deployment, 'guards');

export const bookmarksTableName = (deployment: Deployment): string => tableName(deployment, 'bookmarks');

export const parkedTableName = (deployment: Deployment): string => tableName(deployment, 'parked');

/** SQS wants a FIFO queue's name to end so. */
export const commandQueueName = ({ service, stage }: Deployment): string => `${service}-${stage}-commands.fifo`;

export const commandDeadLettersName = ({ service, stage }: Deployment): string => `${service}-${stage}-commands-dead-letters.fifo`;

export const commandsKey = (aggregate: string): string => `${aggregate}Commands`;

export const commandQueueKey = 'commandQueue';

export const queriesKey = 'queries';

export const projectionsKey = 'projections';

export const reactionsKey = 'reactions';

export const deadlinesKey = 'deadlines';

export const intakeKey = (intake: string): string => `${intake}Intake`;

/** The logical ids of what an intake has where EventBridge or Kafka are a way in. */
export const intakeQueueId = (intake: string): string => `${intake}IntakeQueue`;

export const intakeDeadLettersId = (intake: string): string => `${intake}IntakeDeadLetterQueue`;

export const intakeRuleId = (intake: string): string => `${intake}IntakeRule`;

export const intakePolicyId = (intake: string): string => `${intake}IntakeQueuePolicy`;

export const intakeQueueName = ({ service, stage }: Deployment, intake: string): string => `${service}-${stage}-${intake}-intake`;

export const intakeDeadLettersName = ({ service, stage }: Deployment, intake: string): string =>
  `${service}-${stage}-${intake}-intake-dead-letters`;

/** Keys of functions that run one consumer each. */
export const isolatedKeys = {
  projection: (name: string): string => `${name}Projection`,
  process: (name: string): string => `${name}Process`,
  publisher: (name: string): string => `${name}Publisher`,
  receivers: 'receivers',
} as const;

/** The logical id of the queue that feeds such a function. */
export const isolatedQueueId = (functionKey: string): string => `${logicalPart(functionKey)}Queue`;

export const isolatedQueueName = ({ service, stage }: Deployment, functionKey: string): string => `${service}-${stage}-${functionKey}.fifo`;

/** The variable that tells functions that queue's URL. */
export const isolatedQueueVariable = (functionKey: string): `EVENT_SOURCING_QUEUE_${string}` =>
  `EVENT_SOURCING_QUEUE_${functionKey.replaceAll('-', '_')}`;

/** The logical ids of the group of schedules, and of what its schedules do and leave. */
export const scheduleGroupId = 'DeadlineSchedules';

export const schedulerRoleId = 'DeadlineSchedulerRole';

export const deadlineDeadLettersId = 'DeadlineDeadLetterQueue';

export const scheduleGroupName = ({ service, stage }: Deployment): string => `${service}-${stage}-deadlines`;

export const deadlineDeadLettersName = ({ service, stage }: Deployment): string => `${service}-${stage}-deadlines-dead-letters`;

export const functionName = ({ service, stage }: Deployment, key: string): string => `${service}-${stage}-${key}`;

export const roleId = (functionKey: string): string => `${logicalPart(functionKey)}Role`;

/** Of a role that has more than one policy, the second on. */
export const rolePolicyId = (functionKey: string, number: number): string => `${roleId(functionKey)}Policy${number}`;

/** The logical id that the framework gives to a function. */
export const functionId = (functionKey: string): string => `${logicalPart(functionKey)}LambdaFunction`;

/** The logical id that the framework gives to the log group of a function. */
export const logGroupId = (functionKey: string): string => `${logicalPart(functionKey)}LogGroup`;

/** The logical ids of alarms: on what waits for a function; on a queue, or on a line of logs, that is named so; and of what finds such lines. */
export const ageAlarmId = (functionKey: string): string => `${logicalPart(functionKey)}AgeAlarm`;

export const alarmOf = (what: string): string => `${what}Alarm`;

export const filterId = (functionKey: string, line: string): string => `${logicalPart(functionKey)}${line}Filter`;

export const alarmName = ({ service, stage }: Deployment, what: string): string => `${service}-${stage}-${what}`;

/** Leading part of the keys of an aggregate's streams. */
export const streamPrefix = (aggregate: string): string => `${aggregate}/`;

// As the framework does for function keys: a logical id has letters and digits only.
const logicalPart = (name: string): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
