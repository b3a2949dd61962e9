import type { Dispatcher } from '../../commands/dispatcher.js';
import { defined } from '../../domain/defined.js';
import { flushing, type Metrics, noMetrics } from '../../metrics/metrics.js';
import type { LambdaContext } from '../http/event.js';
import { jsonLog, type Log } from '../log.js';
import { consumeCommands, type Postpone, type QueueEvent, type QueueResponse } from './commandBatch.js';
import { type LastingExecutorOptions, lastingExecutor } from './lastingExecutor.js';

export type CommandQueueHandlerOptions = {
  /** Deliveries of a message before its queue sets it aside. */
  readonly maxReceiveCount: number;
  /** Says when messages that failed come again: `postponeThrough()`. */
  readonly postpone: Postpone;
  readonly log?: Log;
  /** Default: nothing is measured. */
  readonly metrics?: Metrics;
} & (
  | (LastingExecutorOptions & { readonly dispatcher?: never })
  | {
      readonly dispatcher: Executor;
      readonly aggregates?: never;
      readonly validate?: never;
      readonly inline?: never;
      readonly format?: never;
    }
);

type Executor = Pick<Dispatcher, 'execute'>;

/**
 * A Lambda handler for the SQS FIFO queue of a service's commands, with `ReportBatchItemFailures`. The streams of a batch do not wait for each
 * other. A dispatcher that is passed in must keep ids for ever (`idempotency: 'forever'`): a message may come again days later.
 */
export function commandQueueHandler({
  maxReceiveCount,
  postpone,
  log = jsonLog,
  metrics = noMetrics,
  ...options
}: CommandQueueHandlerOptions) {
  const { execute } = options.dispatcher ?? lastingExecutor({ ...options, metrics }, log);
  return flushing(
    metrics,
    (event: QueueEvent, context?: LambdaContext): Promise<QueueResponse> =>
      consumeCommands(event, { execute, maxReceiveCount, postpone, log, ...defined({ context }) }),
  );
}
