import { eventsTableId, roleId, streamPrefix, tablesPrefix } from '../cloudformation/naming.js';
import { type CloudFormationValue, getAtt } from '../cloudformation/values.js';
import { commandQueueEvent, type QueueVariable, queueEnvironment } from '../constructs/commandQueue/commandQueue.js';
import { type IsolatedQueueVariables, isolatedQueueEvent, isolationEnvironment } from '../constructs/consumers/isolation.js';
import { type DeadLettersVariable, intakeEnvironment } from '../constructs/intake/intakeQueues.js';
import { intakeEvents } from '../constructs/intake/intakeSources.js';
import { asynchronousInvocations, type SchedulesVariable, schedulesEnvironment } from '../constructs/processes/deadlines.js';
import { type TargetsVariable, targetsEnvironment } from '../constructs/publish/targets.js';
import { type HttpApiEvent, routes } from '../constructs/schemas/routes.js';
import { type ScheduleEvent, sweepEvents } from '../constructs/sweep/sweeps.js';
import type { ServiceModel } from '../model/model.js';
import {
  type CommandsFunction,
  consumersTimeout,
  fedBy,
  type GeneratedFunction,
  intakeTimeout,
  type ProjectionsFunction,
  type QueriesFunction,
  type ReactionsFunction,
} from '../template/generatedFunctions.js';

/** A function as `serverless.yml` would have it. */
export type FunctionTemplate = {
  readonly handler: string;
  readonly description: string;
  readonly runtime: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly role: string;
  readonly environment: { readonly EVENT_SOURCING_TABLES: string } & QueueVariable &
    IsolatedQueueVariables &
    SchedulesVariable &
    TargetsVariable &
    DeadLettersVariable;
  /** Which of API Gateway's two shapes an event has: the handlers read the second. */
  readonly httpApi?: { readonly payload: '2.0' };
  readonly package: { readonly individually: true; readonly patterns: readonly string[] };
  /** Its bundle is ready: serverless-esbuild has nothing to do with it. */
  readonly skipEsbuild: true;
  /** Of those that are invoked asynchronously. */
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAge?: number;
  readonly destinations?: { readonly onFailure: { readonly type: 'sqs'; readonly arn: CloudFormationValue } };
  readonly events: readonly (HttpApiEvent | StreamEvent | QueueEvent | ScheduleEvent | IntakeEvent)[];
};

type StreamEvent = { readonly stream: ReturnType<typeof streamOf> };

type IntakeEvent = ReturnType<typeof intakeEvents>[number];

type QueueEvent = { readonly sqs: ReturnType<typeof commandQueueEvent> | ReturnType<typeof isolatedQueueEvent> };

export const functionTemplate = (model: ServiceModel, generated: GeneratedFunction): FunctionTemplate => ({
  handler: `.event-sourcing/${generated.key}.handler`,
  description: description(generated),
  runtime: model.runtime,
  memorySize: 1024,
  timeout: timeoutOf(generated),
  role: roleId(generated.key),
  environment: {
    EVENT_SOURCING_TABLES: tablesPrefix(model),
    ...queueEnvironment(model, generated),
    ...isolationEnvironment(generated),
    ...schedulesEnvironment(generated),
    ...targetsEnvironment(generated),
    ...intakeEnvironment(generated),
  },
  package: {
    individually: true,
    patterns: ['!**', `.event-sourcing/${generated.key}.mjs`, `.event-sourcing/${generated.key}.mjs.map`],
  },
  skipEsbuild: true,
  ...((answersHttp(generated) || (generated.kind === 'intake' && generated.intake.http !== false)) && { httpApi: { payload: '2.0' } }),
  ...(generated.kind === 'deadlines' && asynchronousInvocations),
  events: eventsOf(model, generated),
});

// API Gateway gives up after 30 seconds: the function ends before, and its answer arrives.
const httpTimeout = 28;

const timeoutOf = (generated: GeneratedFunction): number => {
  if (generated.kind === 'commandQueue') return generated.queue.timeout;
  if (generated.kind === 'intake') return intakeTimeout;
  return answersHttp(generated) ? httpTimeout : consumersTimeout;
};

const answersHttp = (generated: GeneratedFunction): generated is CommandsFunction | QueriesFunction =>
  generated.kind === 'commands' || generated.kind === 'queries';

const eventsOf = (model: ServiceModel, generated: GeneratedFunction): FunctionTemplate['events'] => {
  if (answersHttp(generated)) return routes(generated);
  if (generated.kind === 'commandQueue') return [{ sqs: commandQueueEvent(generated.queue) }];
  if (generated.kind === 'deadlines') return [];
  if (generated.kind === 'intake') return [...routes(generated), ...intakeEvents(generated.intake)];
  if (generated.queued) return [{ sqs: isolatedQueueEvent(generated) }, ...sweepEvents(model, generated)];
  return [{ stream: streamOf(generated) }, ...sweepEvents(model, generated)];
};

const description = (generated: GeneratedFunction): string => {
  switch (generated.kind) {
    case 'commands':
      return `Commands of ${generated.aggregate.name}`;
    case 'commandQueue':
      return 'Commands that come by the queue';
    case 'queries':
      return `Queries of ${[...generated.aggregates, ...generated.projections].map(({ name }) => name).join(', ')}`.slice(0, 256);
    case 'projections':
      return `Projections ${generated.projections.map(({ name }) => name).join(', ')}`.slice(0, 256);
    case 'reactions':
      return [
        ...(generated.receivedFrom.length > 0 ? ['Receivers of eventPostSave'] : []),
        ...listing('Processes', generated.processes),
        ...listing('Publishers', generated.publishers),
        ...(generated.forwards.length > 0 ? [`Tells ${generated.forwards.map(({ key }) => key).join(', ')} of commits`] : []),
      ]
        .join('; ')
        .slice(0, 256);
    case 'intake':
      return `What comes in to ${generated.intake.name}`;
    case 'deadlines':
      return `Deadlines of ${namesOf(generated.processes)}`.slice(0, 256);
  }
};

const listing = (what: string, named: readonly Named[]): string[] => (named.length > 0 ? [`${what} ${namesOf(named)}`] : []);

type Named = { readonly name: string };

const namesOf = (named: readonly Named[]): string => named.map(({ name }) => name).join(', ');

/**
 * The mapping to the events table's stream: tries without limit and at any age, since a broken deploy must not discard events; only the
 * failed part of a batch again, and in halves when the function itself fails.
 */
const streamOf = (generated: ProjectionsFunction | ReactionsFunction) => ({
  type: 'dynamodb' as const,
  arn: getAtt(eventsTableId, 'StreamArn'),
  batchSize: 100,
  startingPosition: 'TRIM_HORIZON' as const,
  maximumRetryAttempts: -1,
  bisectBatchOnFunctionError: true,
  functionResponseType: 'ReportBatchItemFailures' as const,
  // One pattern, since Lambda takes five. By aggregate, not by what happened: a record of an update or a removal has to reach the function, which raises an alarm.
  filterPatterns: [{ dynamodb: { Keys: { stream: { S: fedBy(generated).map(({ name }) => ({ prefix: streamPrefix(name) })) } } } }],
});
