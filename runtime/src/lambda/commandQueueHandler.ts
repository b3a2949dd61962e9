import { type Dispatcher, dispatchOf } from '../commands/dispatcher.js';
import { execute } from '../commands/execute.js';
import { address } from '../commands/prepare.js';
import type { AnyAggregate } from '../domain/aggregate.js';
import type { CodecOptions } from '../dynamodb/commitCodec.js';
import type { Validate } from '../validation/violations.js';
import { consumeCommands, type Postpone, type QueueEvent, type QueueResponse } from './commandBatch.js';
import { eventStoreFromEnvironment, tablesFromEnvironment } from './environment.js';
import { guards } from './guards.js';
import type { LambdaContext } from './http/event.js';
import { jsonLog, type Log } from './log.js';
import type { SnapshotsPart } from './snapshots.js';

export type CommandQueueHandlerOptions = {
  /** Deliveries of a message before its queue sets it aside. */
  readonly maxReceiveCount: number;
  /** Says when messages that failed come again: `postponeThrough()`. */
  readonly postpone: Postpone;
  readonly log?: Log;
} & (StoredOptions | { readonly dispatcher: Executor; readonly aggregates?: never; readonly validate?: never; readonly format?: never });

type Executor = Pick<Dispatcher, 'execute'>;

/** For dispatchers on the tables that the environment names. */
type StoredOptions = {
  /** Without snapshots, an aggregate's states are folded from all events. */
  readonly aggregates: readonly { readonly aggregate: AnyAggregate; readonly snapshots?: SnapshotsPart }[];
  /** Knows the aggregates' schemas. */
  readonly validate: Validate;
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  readonly dispatcher?: never;
};

/**
 * A Lambda handler for the SQS FIFO queue of a service's commands, with `ReportBatchItemFailures`. The streams of a batch do not wait for each
 * other. A dispatcher that is passed in must keep ids for ever (`idempotency: 'forever'`): a message may come again days later.
 */
export function commandQueueHandler({ maxReceiveCount, postpone, log = jsonLog, ...options }: CommandQueueHandlerOptions) {
  const { execute } = options.dispatcher ?? executorOf(options, log);
  return (event: QueueEvent, context?: LambdaContext): Promise<QueueResponse> =>
    consumeCommands(event, { execute, maxReceiveCount, postpone, log, ...(context ? { context } : {}) });
}

function executorOf({ aggregates, validate, format }: StoredOptions, log: Log): Executor {
  const tables = tablesFromEnvironment();
  const store = eventStoreFromEnvironment(tables, format, guards);
  const known = new Map(aggregates.map(({ aggregate }) => [aggregate.name, aggregate]));
  const dispatches = new Map(
    aggregates.map(({ aggregate, snapshots }) => [
      aggregate,
      dispatchOf({
        aggregates: [aggregate],
        store,
        validate,
        guarding: guards.guarding,
        idempotency: 'forever',
        ...(snapshots ? { snapshots: snapshots(tables, log.warn) } : {}),
      }),
    ]),
  );
  return {
    async execute(command) {
      const { aggregate } = address(known, command);
      const dispatch = dispatches.get(aggregate);
      if (!dispatch) throw new TypeError(`${aggregate.name} has no dispatch.`);
      return execute(dispatch, command);
    },
  };
}
