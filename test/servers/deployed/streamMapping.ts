import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { compileFilter } from '../../../plugin/src/local/pump/filter.js';
import { type LambdaStreamRecord, lambdaRecord } from '../../../plugin/src/local/pump/record.js';
import { listShards } from '../../../plugin/src/local/pump/shards.js';
import { awsSettings } from '../endpoints.js';
import type { Deployment } from './deployment.js';
import { failuresIn, mappingOf } from './mappings.js';

/** How many records a function has been handed. */
const positions = new Map<string, number>();

/** All records of the events table's stream. It is a short one. */
async function records({ databaseEndpoint: endpoint, streamArn }: Deployment): Promise<LambdaStreamRecord[]> {
  const { region, credentials } = awsSettings();
  const streams = new DynamoDBStreamsClient({ endpoint, region, credentials });
  const found: LambdaStreamRecord[] = [];
  for (const { shardId: ShardId } of await listShards(streams, streamArn, new AbortController().signal)) {
    const start = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    let { ShardIterator } = await streams.send(start);
    while (ShardIterator !== undefined) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
      found.push(...Records.map((record) => lambdaRecord(record, { streamArn, region })));
      ShardIterator = Records.length === 0 ? undefined : NextShardIterator;
    }
  }
  return found;
}

/**
 * Plays the mapping from the events table's stream to a function: hands it all that it has not had yet and its filter passes. Answers how many
 * commits it took. @throws Error where it reports a failure
 */
export async function feed(deployment: Deployment, functionKey: string): Promise<number> {
  const { BatchSize, FilterCriteria } = mappingOf(deployment.template, functionKey, 'EventsTable');
  const passes = compileFilter((FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern)));
  const all = await records(deployment);
  const due = all.slice(positions.get(functionKey) ?? 0).filter(passes);
  const lambda = await deployment.lambda(functionKey);
  for (let from = 0; from < due.length; from += BatchSize) {
    const failures = failuresIn(await lambda.invoke({ Records: due.slice(from, from + BatchSize) }));
    if (failures.length > 0) throw new Error(`${functionKey} failed on ${failures.length} records: ${lambda.output()}`);
  }
  positions.set(functionKey, all.length);
  return due.length;
}

/** The record of a commit, as the stream has it. */
export async function recordOf(deployment: Deployment, stream: string, version = 1): Promise<LambdaStreamRecord> {
  const found = (await records(deployment)).find(
    ({ dynamodb: { Keys } }) => Keys?.stream?.S === stream && Keys.version?.N === String(version),
  );
  if (!found) throw new Error(`The stream of the table has no ${stream}@${version}.`);
  return found;
}
