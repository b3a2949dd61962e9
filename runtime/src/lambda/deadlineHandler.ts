import type { CodecOptions } from '../adapters/dynamodb/events/commitCodec.js';
import { EventSourcingError } from '../domain/errors.js';
import { passDeadline } from '../processes/instance/passDeadline.js';
import { createRecordContext } from '../processes/instance/processContext.js';
import type { RecordContext } from '../processes/instance/recordInput.js';
import type { AnyProcess } from '../processes/process.js';
import type { Deadline } from '../processes/scheduler.js';
import { isTransient } from '../stream/transient.js';
import { eventStoreFromEnvironment } from './environment.js';
import type { LambdaContext } from './http/event.js';
import { jsonLog, type Log } from './log.js';
import { ownFormat } from './ownFormat.js';
import { tablesFromEnvironment } from './tables.js';

export type DeadlineHandlerOptions = {
  /** Those that have deadlines. */
  readonly processes: readonly AnyProcess[];
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: on the tables that the environment names. */
  readonly recordingOf?: (process: AnyProcess) => RecordContext;
  readonly log?: Log;
};

/** Milliseconds that an invocation has left when it tries no more: what fails then is tried again by Lambda, and set aside in the end. */
const margin = 20_000;

/** Milliseconds between two tries, at first and at most. */
const pauses = { first: 500, longest: 15_000 };

/**
 * A Lambda handler that a scheduler invokes when a deadline is due. It is invoked asynchronously, and Lambda tries such an invocation three
 * times and no more: so a store that is away is waited for here, as long as the invocation lasts.
 */
export function deadlineHandler({ processes, format, recordingOf, log = jsonLog }: DeadlineHandlerOptions) {
  const recordings = new Map(processes.map((process) => [process.name, (recordingOf ?? fromEnvironment(format))(process)]));

  return async (event: unknown, context?: LambdaContext): Promise<void> => {
    const deadline = readDeadline(event);
    if (!deadline) return;
    const recording = recordings.get(deadline.process);
    if (!recording) {
      log.warn('a deadline of a process that is no more was passed over', deadline);
      return;
    }
    for (let pause = pauses.first; ; pause = Math.min(pauses.longest, pause * 2)) {
      try {
        return await passDeadline(recording, deadline);
      } catch (error) {
        const timeLeft = context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
        if (!isTransient(error, 0) || timeLeft - pause < margin) throw error;
        log.warn('a deadline could not be recorded, and is tried again', { ...deadline, error });
        await recording.sleep(pause);
      }
    }
  };
}

function fromEnvironment(format: CodecOptions | undefined): (process: AnyProcess) => RecordContext {
  const store = eventStoreFromEnvironment(tablesFromEnvironment(), ownFormat(format));
  return (process) => createRecordContext(process, store);
}

/** Undefined for the event without records that warms a function up. @throws MalformedRequest */
function readDeadline(event: unknown): Deadline | undefined {
  if (isDeadline(event)) return event;
  if (typeof event === 'object' && event !== null && 'Records' in event) return undefined;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `A deadline is { process, id, deadline, set, at }, ${JSON.stringify(event)} given.`,
    details: { where: 'event' },
  });
}

function isDeadline(event: unknown): event is Deadline {
  if (typeof event !== 'object' || event === null) return false;
  const members = new Map<string, unknown>(Object.entries(event));
  return ['process', 'id', 'deadline', 'at'].every((name) => typeof members.get(name) === 'string') && Number.isInteger(members.get('set'));
}
