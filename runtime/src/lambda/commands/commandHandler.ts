import type { CodecOptions } from '../../adapters/dynamodb/events/commitCodec.js';
import { type Dispatcher, dispatchOf } from '../../commands/dispatcher.js';
import { execute } from '../../commands/execute/execute.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import { defined } from '../../domain/defined.js';
import { measuredCommands } from '../../metrics/measuredCommands.js';
import { flushing, type Metrics, noMetrics } from '../../metrics/metrics.js';
import type { Validate } from '../../validation/violations.js';
import { eventStoreFromEnvironment } from '../environment.js';
import type { GuardsPart } from '../guards.js';
import { type Asynchronous, commandRoute } from '../http/commandRoute.js';
import { type HttpResponse, isHttpEvent, type LambdaContext } from '../http/event.js';
import { respond } from '../http/respond.js';
import type { InlinePart } from '../inline.js';
import { jsonLog, type Log } from '../log.js';
import type { SnapshotsPart } from '../snapshots.js';
import { tablesFromEnvironment } from '../tables.js';
import { readInvocation } from './directInvocation.js';

export type CommandHandlerOptions = {
  readonly aggregate: AnyAggregate;
  /** For callers by HTTP that do not want to wait: see `asynchronousCommands`. Without it, all wait. */
  readonly asynchronous?: Asynchronous;
  readonly log?: Log;
  /** Default: nothing is measured. */
  readonly metrics?: Metrics;
} & (
  | StoredOptions
  | {
      readonly dispatcher: Executor;
      readonly validate?: never;
      readonly snapshots?: never;
      readonly guards?: never;
      readonly inline?: never;
      readonly format?: never;
    }
);

/** All that a handler of commands asks of a dispatcher. */
type Executor = Pick<Dispatcher, 'execute'>;

/** For a dispatcher on the tables that the environment names. */
type StoredOptions = {
  /** Knows the aggregate's schemas. */
  readonly validate: Validate;
  /** Without them, states are folded from all events. */
  readonly snapshots?: SnapshotsPart;
  /** Needed where the aggregate has unique values, or keeps command ids for ever. */
  readonly guards?: GuardsPart;
  /** Needed where the aggregate feeds a projection with `inline`. */
  readonly inline?: InlinePart;
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  readonly dispatcher?: never;
};

/**
 * A Lambda handler for the commands of one aggregate: from an HTTP API (payload format 2.0), or invoked directly with
 * `{ aggregate, id, command, data, commandId? }`. A direct invocation that is refused throws, so that the function's `errorType` is the code.
 */
export function commandHandler({ aggregate, asynchronous, log = jsonLog, metrics = noMetrics, ...options }: CommandHandlerOptions) {
  const executor = options.dispatcher ?? executorOf(aggregate, options, log, metrics);
  const dispatcher = { execute: measuredCommands((command) => executor.execute(command), metrics) };
  return flushing(metrics, async (event: unknown, context?: LambdaContext): Promise<HttpResponse | CommandResult> => {
    if (isHttpEvent(event)) return respond(event, context, log, () => commandRoute(event, aggregate, dispatcher, asynchronous));
    const command: Command = readInvocation(event);
    return dispatcher.execute(command);
  });
}

function executorOf(
  aggregate: AnyAggregate,
  { validate, snapshots, guards, inline, format }: StoredOptions,
  log: Log,
  { conflict }: Metrics,
): Executor {
  const tables = tablesFromEnvironment();
  const dispatch = dispatchOf({
    aggregates: [aggregate],
    store: eventStoreFromEnvironment(tables, format, { log, ...defined({ guards, inline }) }),
    validate,
    onConflict: conflict,
    ...defined({ snapshots: snapshots?.(tables, log.warn), guarding: guards?.guarding }),
  });
  return { execute: (command) => execute(dispatch, command) };
}
