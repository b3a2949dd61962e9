import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Log } from '../../framework/types.js';
import type { Invoke } from './deliver.js';
import { compileFilter } from './filter.js';
import { openPositions } from './positions.js';
import { runMapping } from './runMapping.js';
import { untilStopped } from './untilStopped.js';

export type PumpConsumer = {
  readonly functionName: string;
  readonly tableName: string;
  readonly streamArn: string;
  readonly batchSize: number;
  readonly filterPatterns: readonly object[];
};

export type PumpOptions = {
  readonly consumers: readonly PumpConsumer[];
  readonly streams: DynamoDBStreamsClient;
  readonly endpoint: string;
  readonly region: string;
  /** Folder of the position files. */
  readonly folder: string;
  readonly invoke: Invoke;
  readonly log: Pick<Log, 'warning'>;
  readonly pollInterval?: number;
  readonly listInterval?: number;
};

/** Stops reading; resolves once nothing of the pump runs any more. An invocation that is on its way is not waited for. */
export type Pump = { stop(): Promise<void> };

/**
 * Feeds functions from DynamoDB streams as Lambda's event source mappings do. The mappings share nothing: one that fails or hangs
 * holds up no other. Throws a `UserFault` for a filter pattern that it does not understand.
 */
export function startPump(options: PumpOptions): Pump {
  const { consumers, streams, endpoint, region, folder, log, pollInterval = 200, listInterval = 2000 } = options;
  const stop = new AbortController();
  const { signal } = stop;
  setMaxListeners(0, signal);
  const wait = (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  const invoke: Invoke = (functionName, event) => untilStopped(options.invoke(functionName, event), signal);
  // All filters first: a pattern that nobody understands is told before anything is delivered.
  const mappings = consumers.map((consumer) => ({ ...consumer, passes: compileFilter(consumer.filterPatterns) }));
  const running = mappings.map((mapping) =>
    runMapping({
      ...mapping,
      positions: openPositions(folder, { ...mapping, endpoint }),
      streams,
      region,
      invoke,
      log,
      signal,
      wait,
      pollInterval,
      listInterval,
    }),
  );
  return {
    async stop() {
      stop.abort();
      await Promise.all(running);
    },
  };
}
