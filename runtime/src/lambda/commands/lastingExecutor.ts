import type { CodecOptions } from '../../adapters/dynamodb/events/commitCodec.js';
import { type Dispatcher, dispatchOf } from '../../commands/dispatcher.js';
import { address } from '../../commands/execute/checkCommand.js';
import { execute } from '../../commands/execute/execute.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import { defined } from '../../domain/defined.js';
import { measuredCommands } from '../../metrics/measuredCommands.js';
import { type Metrics, noMetrics } from '../../metrics/metrics.js';
import type { Validate } from '../../validation/violations.js';
import { eventStoreFromEnvironment } from '../environment.js';
import { guards } from '../guards.js';
import type { InlinePart } from '../inline.js';
import type { Log } from '../log.js';
import type { SnapshotsPart } from '../snapshots.js';
import { tablesFromEnvironment } from '../tables.js';

/** For dispatchers on the tables that the environment names. */
export type LastingExecutorOptions = {
  /** Without snapshots, an aggregate's states are folded from all events. */
  readonly aggregates: readonly { readonly aggregate: AnyAggregate; readonly snapshots?: SnapshotsPart }[];
  /** Knows the aggregates' schemas. */
  readonly validate: Validate;
  /** Needed where an aggregate feeds a projection with `inline`. */
  readonly inline?: InlinePart;
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: nothing is measured. */
  readonly metrics?: Metrics;
};

/** Executes commands of some aggregates, and keeps their ids for ever: their senders may repeat them at any time. */
export function lastingExecutor(
  { aggregates, validate, inline, format, metrics = noMetrics }: LastingExecutorOptions,
  log: Log,
): Pick<Dispatcher, 'execute'> {
  const tables = tablesFromEnvironment();
  const store = eventStoreFromEnvironment(tables, format, { guards, log, ...defined({ inline }) });
  const known = new Map(aggregates.map(({ aggregate }) => [aggregate.name, aggregate]));
  const dispatches = new Map(
    aggregates.map(({ aggregate, snapshots }) => [
      aggregate,
      dispatchOf({
        aggregates: [aggregate],
        store,
        validate,
        onConflict: metrics.conflict,
        guarding: guards.guarding,
        idempotency: 'forever',
        ...defined({ snapshots: snapshots?.(tables, log.warn) }),
      }),
    ]),
  );
  const run = async (command: Command): Promise<CommandResult> => {
    const { aggregate } = address(known, command);
    const dispatch = dispatches.get(aggregate);
    if (!dispatch) throw new TypeError(`${aggregate.name} has no dispatch.`);
    return execute(dispatch, command);
  };
  return { execute: measuredCommands(run, metrics) };
}
