import { DescribeStreamCommand, type DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { given } from '../../values.js';
import type { Positions } from './positions.js';

export type StreamShard = { readonly shardId: string; readonly parentId?: string };

/** Lists all shards of a stream, over as many pages as it takes. */
export async function listShards(streams: DynamoDBStreamsClient, streamArn: string, abortSignal: AbortSignal): Promise<StreamShard[]> {
  const shards: StreamShard[] = [];
  let from: string | undefined;
  do {
    const command = new DescribeStreamCommand({ StreamArn: streamArn, ...given({ ExclusiveStartShardId: from }) });
    const { StreamDescription: page } = await streams.send(command, { abortSignal });
    for (const { ShardId, ParentShardId } of page?.Shards ?? []) {
      if (ShardId) shards.push({ shardId: ShardId, ...given({ parentId: ParentShardId }) });
    }
    from = page?.LastEvaluatedShardId;
  } while (from !== undefined);
  return shards;
}

/**
 * The shards that may be read now: not read to their end, and their parent either was or is not there any more.
 * An item's records go from a parent to its child, so that a child may not overtake it.
 */
export function readableShards(shards: readonly StreamShard[], positions: Pick<Positions, 'of'>): StreamShard[] {
  const listed = new Set(shards.map(({ shardId }) => shardId));
  return shards.filter(({ shardId, parentId }) => {
    if (positions.of(shardId).done) return false;
    return parentId === undefined || !listed.has(parentId) || positions.of(parentId).done === true;
  });
}
