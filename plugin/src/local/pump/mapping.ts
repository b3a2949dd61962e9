import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Log } from '../../framework/types.js';
import type { Invoke } from './deliver.js';
import type { RecordFilter } from './filter.js';
import type { Positions } from './positions.js';
import { readShard } from './readShard.js';
import { listShards, readableShards } from './shards.js';

/** One function fed by one stream, with all that it takes to do so. */
export type Mapping = {
  readonly functionName: string;
  readonly tableName: string;
  readonly streamArn: string;
  /** What the records say in `awsRegion`. */
  readonly region: string;
  readonly batchSize: number;
  readonly passes: RecordFilter;
  readonly positions: Positions;
  readonly streams: DynamoDBStreamsClient;
  readonly invoke: Invoke;
  readonly log: Pick<Log, 'warning'>;
  readonly signal: AbortSignal;
  /** Waits, or returns at once when the pump stops; keeps no process alive. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds between two looks at a shard that had nothing new. */
  readonly pollInterval: number;
  /** Milliseconds between two lists of the shards. */
  readonly listInterval: number;
};

/** Reads all shards of the mapping's stream, each as soon as its parent is done, until the pump stops. */
export async function runMapping(mapping: Mapping): Promise<void> {
  const reading = new Map<string, Promise<void>>();
  // A shard that ends makes way for its children: they are looked for at once.
  let ended = false;
  let wake: () => void = () => undefined;
  const start = (shardId: string) => {
    const end = () => {
      reading.delete(shardId);
      ended = true;
      wake();
    };
    reading.set(shardId, readShard(mapping, shardId).finally(end));
  };
  let failures = 0;
  while (!mapping.signal.aborted) {
    ended = false;
    try {
      const shards = await listShards(mapping.streams, mapping.streamArn, mapping.signal);
      failures = 0;
      if (shards.length > 0) mapping.positions.keepOnly(shards.map(({ shardId }) => shardId));
      for (const { shardId } of readableShards(shards, mapping.positions)) if (!reading.has(shardId)) start(shardId);
    } catch (error) {
      if (mapping.signal.aborted) break;
      failures += 1;
      const reason = error instanceof Error ? error.message || error.name : String(error);
      if (failures === 1)
        mapping.log.warning(`The shards of ${mapping.tableName} can't be listed: ${reason}. Trying again until they can.`);
    }
    if (ended) continue;
    await new Promise<void>((done) => {
      wake = done;
      void mapping.wait(mapping.listInterval).then(done);
    });
  }
  await Promise.all(reading.values());
}
