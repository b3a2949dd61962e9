import type { Mapping } from './mapping.js';
import { readShard } from './readShard.js';
import { listShards, readableShards } from './shards.js';

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
