import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Commit } from 'serverless-event-sourcing-runtime';
import { type Deposit, deposited, noDeposits } from '../domain.js';
import { createKeyTable } from '../projecting.js';

/** A projection as it is written by hand: each event reads its row, and writes it if nobody else did. Streams side by side, events one by one. */
export async function createNaive(client: DynamoDBClient) {
  const TableName = await createKeyTable(client, 'key');
  const documents = DynamoDBDocumentClient.from(client);

  async function project({ stream, version, events }: Commit): Promise<void> {
    const { Item } = await documents.send(new GetCommand({ TableName, Key: { key: stream }, ConsistentRead: true }));
    const position = Number(Item?.position ?? 0);
    if (position >= version) return;
    const row = events.reduce((before, { data }) => deposited(before, data as Deposit), Item?.row ?? noDeposits());
    const condition = Item
      ? {
          ConditionExpression: '#position = :position',
          ExpressionAttributeNames: { '#position': 'position' },
          ExpressionAttributeValues: { ':position': position },
        }
      : { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': 'key' } };
    await documents.send(new PutCommand({ TableName, Item: { key: stream, position: version, row }, ...condition })).catch((error) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }

  return {
    async take(commits: readonly Commit[]): Promise<void> {
      const streams = [...new Set(commits.map(({ stream }) => stream))];
      await Promise.all(
        streams.map(async (stream) => {
          for (const commit of commits) if (commit.stream === stream) await project(commit);
        }),
      );
    },
  };
}
