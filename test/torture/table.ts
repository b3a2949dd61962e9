import { type AttributeValue, CreateTableCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { StoredCommit } from './check/timeline.js';

/** Makes a table whose key is the stream and a number. */
export async function createTable(client: DynamoDBClient, TableName: string, number: 'version' | 'schema'): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'stream', AttributeType: 'S' },
        { AttributeName: number, AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'stream', KeyType: 'HASH' },
        { AttributeName: number, KeyType: 'RANGE' },
      ],
    }),
  );
}

/** Everything in the events table, read by the words of docs/storage.md and not by the runtime's own reader. */
export async function readCommits(client: DynamoDBClient, TableName: string): Promise<readonly StoredCommit[]> {
  const commits: StoredCommit[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) commits.push(...Items.map(decode));
  return commits;
}

const decode = (item: Record<string, AttributeValue>): StoredCommit => ({
  stream: item.stream?.S ?? '',
  version: Number(item.version?.N),
  last: Number(item.last?.N),
  command: item.command?.S ?? '',
  events: JSON.parse(item.events?.S ?? '[]'),
  closes: item.closes?.BOOL ?? false,
  at: item.at?.S ?? '',
  commandId: item.commandId?.S ?? '',
  correlationId: item.correlationId?.S ?? item.commandId?.S ?? '',
  causationId: item.causationId?.S ?? item.commandId?.S ?? '',
  metadata: JSON.parse(item.metadata?.S ?? '{}'),
});
