import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { defined } from '../../domain/defined.js';
import { hashParts } from '../../identity/hash.js';
import { processInvalid } from '../../processes/processInvalid.js';
import type { Deadline, Scheduler } from '../../processes/scheduler.js';
import { storeError } from '../aws/storeError.js';

/** Name of the variable that tells a function its service's group of schedules, what they invoke, and where goes what they cannot. Written by the plugin. */
const deadlinesVariable = 'EVENT_SOURCING_DEADLINES';

/** A group of schedules, the function that they invoke, and the role that they do so in. */
export type ScheduleTarget = {
  readonly group: string;
  readonly functionArn: string;
  readonly roleArn: string;
  /** A queue for deadlines whose function could not be invoked for a day. Default: none, and such deadlines are lost. */
  readonly deadLettersArn?: string;
};

export type EventBridgeSchedulerOptions = {
  /** Default: what the environment names, in a function that the plugin made. */
  readonly target?: ScheduleTarget;
  readonly client?: SchedulerClient;
  readonly now?: () => Date;
};

/**
 * Deadlines as one-time schedules of EventBridge Scheduler. A schedule's name is derived from its deadline, so scheduling it again changes
 * nothing. A schedule deletes itself once it has invoked the function, within a minute after it is due.
 *
 * @throws Error where no target is given
 */
export function eventBridgeScheduler({
  target = targetFromEnvironment(),
  client,
  now = () => new Date(),
}: EventBridgeSchedulerOptions = {}): Scheduler {
  const scheduler = client ?? new SchedulerClient({});
  const { group, functionArn, roleArn, deadLettersArn } = target;

  return {
    async schedule(deadline) {
      const { at, process, id } = deadline;
      const input = {
        Name: nameOf(deadline),
        GroupName: group,
        Description: `${deadline.deadline} of ${process}/${id}`.slice(0, 512),
        ScheduleExpression: `at(${wholeSecond(at)})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' as const },
        ActionAfterCompletion: 'DELETE' as const,
        Target: {
          Arn: functionArn,
          RoleArn: roleArn,
          Input: JSON.stringify(deadline),
          ...(deadLettersArn === undefined ? {} : { DeadLetterConfig: { Arn: deadLettersArn } }),
        },
      };
      try {
        await scheduler.send(new CreateScheduleCommand(input));
      } catch (error) {
        if (isNamed(error, 'ConflictException')) return;
        // A time that no schedule can have: the process's own, and not the service's. One that is nearly over is another matter: AWS takes
        // none that is over when it gets there. The commit that sets it comes again, and then it passes without a schedule.
        const isNear = Date.parse(at) <= now().getTime() + clockSkew;
        if (isNamed(error, 'ValidationException') && !isNear)
          throw processInvalid(process, `its deadline '${deadline.deadline}' cannot be at ${at}.`);
        throw storeError(error, group, 'Schedules');
      }
    },

    async cancel(deadline) {
      try {
        await scheduler.send(new DeleteScheduleCommand({ Name: nameOf(deadline), GroupName: group }));
      } catch (error) {
        if (!isNamed(error, 'ResourceNotFoundException')) throw storeError(error, group, 'Schedules');
      }
    },
  };
}

/** Milliseconds by which AWS' clock may be ahead of the container's, with all tries of a request. */
const clockSkew = 60_000;

/** A name has 64 letters, digits, '-', '_' and '.' at most; that of an id has more. */
const nameOf = ({ process, id, deadline, set, at }: Deadline): string => hashParts(process, id, deadline, String(set), at);

/** The first whole second that is not before a time: a schedule knows no fractions, and no deadline passes early. */
const wholeSecond = (at: string): string => new Date(Math.ceil(Date.parse(at) / 1000) * 1000).toISOString().slice(0, 19);

const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

function targetFromEnvironment(): ScheduleTarget {
  const value = process.env[deadlinesVariable];
  if (value === undefined)
    throw new Error(`${deadlinesVariable} is not set: pass a target, or use this in a function that the plugin made.`);
  const [group = '', functionArn = '', roleArn = '', deadLettersArn] = value.split(' ');
  return { group, functionArn, roleArn, ...defined({ deadLettersArn }) };
}
