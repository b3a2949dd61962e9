import type { StoredEventOf } from '../../domain/aggregates/aggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import type { Commit } from '../../domain/commit.js';
import { parseStreamName } from '../../domain/stream.js';
import { processInvalid } from '../processInvalid.js';
import type { Deadline, Scheduler } from '../scheduler.js';
import { instanceOf, ownEvents, type ProcessEvents } from './instance.js';
import { load, type RecordContext, recordInput } from './recordInput.js';
import { type Execute, send } from './send.js';

/** What reactions are performed with. */
export type PerformContext = RecordContext & {
  readonly execute: Execute;
  /** Needed where the process has deadlines. */
  readonly scheduler?: Scheduler;
};

/**
 * Performs the reactions that a commit of a process's own stream records, in order: sends commands, schedules and cancels deadlines. Those that
 * have an outcome already are skipped: after a failure, the same commit is delivered again.
 *
 * @throws as `send`, `record` and the scheduler do
 */
export async function perform(performing: PerformContext, commit: Commit): Promise<void> {
  const { aggregateId: id } = parseStreamName(commit.stream);
  let { folded } = await load(performing, id, commit.last);
  for (const event of ownEvents(performing.streams, commit)) folded = await performOne(performing, id, folded, event);
}

async function performOne(performing: PerformContext, id: string, folded: Folded, event: StoredEventOf<ProcessEvents>): Promise<Folded> {
  const { process, now } = performing;
  const { open, deadlines } = instanceOf(folded);
  switch (event.type) {
    case 'CommandIssued': {
      const issued = open[event.version];
      return issued ? (await send(performing, performing.execute, id, issued)).folded : folded;
    }
    case 'DeadlineSet': {
      const { deadline, at } = event.data;
      if (deadlines[deadline]?.set !== event.version) return folded;
      const due: Deadline = { process: process.name, id, deadline, set: event.version, at };
      // A scheduler may refuse a time in the past.
      if (Date.parse(at) <= now().getTime()) return (await recordInput(performing, id, { kind: 'passed', deadline: due })).folded;
      await schedulerOf(performing).schedule(due);
      return folded;
    }
    case 'DeadlineCancelled':
      await schedulerOf(performing).cancel({ process: process.name, id, ...event.data });
      return folded;
    default:
      return folded;
  }
}

function schedulerOf({ process, scheduler }: PerformContext): Scheduler {
  if (scheduler) return scheduler;
  throw processInvalid(process.name, 'it has deadlines, and was given no scheduler.');
}
