import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { batchesOf } from './batches.js';
import { deliver } from './deliver.js';
import type { Mapping } from './mapping.js';
import { lambdaRecord } from './record.js';

const slowestRetry = 5000;

/**
 * Reads a shard from the mapping's position to its end, and delivers what passes the filter. Comes back when the shard is closed
 * and all of it delivered, when it is gone, or when the pump stops.
 */
export async function readShard(mapping: Mapping, shardId: string): Promise<void> {
  let iterator: string | undefined;
  let failures = 0;
  while (!mapping.signal.aborted) {
    try {
      iterator ??= await openIterator(mapping, shardId);
      const { Records = [], NextShardIterator } = await getRecords(mapping, iterator);
      failures = 0;
      await deliverPage(mapping, shardId, Records);
      if (mapping.signal.aborted) return;
      iterator = NextShardIterator;
      if (iterator === undefined) {
        mapping.positions.advance(shardId, { ...mapping.positions.of(shardId), done: true });
        return;
      }
      if (Records.length === 0) await mapping.wait(mapping.pollInterval);
    } catch (error) {
      if (mapping.signal.aborted) return;
      // Whatever was delivered is in the position: a new iterator goes on after it.
      iterator = undefined;
      const name = error instanceof Error ? error.name : '';
      if (name === 'ExpiredIteratorException') continue;
      if (name === 'TrimmedDataAccessException') {
        mapping.log.warning(
          `The stream of ${mapping.tableName} no longer has what follows the position of ${mapping.functionName}: going on at its oldest record.`,
        );
        mapping.positions.advance(shardId, {});
        continue;
      }
      failures += 1;
      if (failures === 1)
        mapping.log.warning(`The stream of ${mapping.tableName} can't be read: ${reasonOf(error)}. Trying again until it can.`);
      // The shard may have been trimmed as a whole: the list of shards tells.
      if (name === 'ResourceNotFoundException') return mapping.wait(slowestRetry);
      await mapping.wait(Math.min(200 * 2 ** failures, slowestRetry));
    }
  }
}

async function openIterator(mapping: Mapping, shardId: string): Promise<string> {
  const { after } = mapping.positions.of(shardId);
  const start =
    after === undefined
      ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
      : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const);
  const command = new GetShardIteratorCommand({ StreamArn: mapping.streamArn, ShardId: shardId, ...start });
  const { ShardIterator } = await mapping.streams.send(command, { abortSignal: mapping.signal });
  if (ShardIterator === undefined) throw new Error(`no iterator for the shard ${shardId}`);
  return ShardIterator;
}

function getRecords(mapping: Mapping, iterator: string) {
  return mapping.streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1000 }), { abortSignal: mapping.signal });
}

type Page = Awaited<ReturnType<typeof getRecords>>['Records'];

async function deliverPage(mapping: Mapping, shardId: string, page: Page = []): Promise<void> {
  const records = page.map((record) => lambdaRecord(record, mapping));
  const checkpoint = (record: (typeof records)[number]) => mapping.positions.advance(shardId, { after: record.dynamodb.SequenceNumber });
  for (const batch of batchesOf(records.filter(mapping.passes), mapping.batchSize)) {
    await deliver(batch, {
      functionName: mapping.functionName,
      invoke: mapping.invoke,
      checkpoint,
      wait: mapping.wait,
      warn: (message) => mapping.log.warning(message),
      stopped: () => mapping.signal.aborted,
    });
    if (mapping.signal.aborted) return;
  }
  // What the filter held back counts as taken.
  const last = records.at(-1);
  if (last) checkpoint(last);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
