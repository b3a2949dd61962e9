import { defined } from '../../domain/defined.js';
import { createRecordContext } from '../../processes/instance/processContext.js';
import type { AnyProcess } from '../../processes/process.js';
import { processConsumer } from '../../processes/processConsumer.js';
import type { Scheduler } from '../../processes/scheduler.js';
import { type LastingExecutorOptions, lastingExecutor } from '../commands/lastingExecutor.js';
import { eventStoreFromEnvironment } from '../environment.js';
import { guards } from '../guards.js';
import { jsonLog, type Log } from '../log.js';
import { ownFormat } from '../ownFormat.js';
import { tablesFromEnvironment } from '../tables.js';
import type { ConsumerPart } from './streamHandlers.js';

/** `aggregates`: all that the processes send commands to. */
export type ProcessesOptions = LastingExecutorOptions & {
  readonly processes: readonly AnyProcess[];
  /** Needed where a process has deadlines. */
  readonly scheduler?: Scheduler;
  readonly log?: Log;
};

/** Processes, each as a consumer of the events table's stream: `processes/fulfilment`. */
export function processes({ processes, scheduler, log = jsonLog, ...options }: ProcessesOptions): readonly ConsumerPart[] {
  const { execute } = lastingExecutor(options, log);
  const store = eventStoreFromEnvironment(tablesFromEnvironment(), ownFormat(options.format), { guards });
  return processes.map(
    (process): ConsumerPart =>
      ({ events, bookmarks }) =>
        processConsumer({ ...createRecordContext(process, store), execute, ...defined({ scheduler }), events, bookmarks }),
  );
}
