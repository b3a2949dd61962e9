import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { storeError } from '../../aws/storeError.js';

/** Where a sweep stands, part by part. */
type Cursor = readonly (string | null)[];

/**
 * Where a function's sweep stands, in the table of parked streams under a name that no consumer has: it is of use where that table is, and
 * goes with it.
 */
export function dynamoDBSweepCursors(client: DynamoDBDocumentClient, tableName: string, name: string) {
  const key = { consumer: `sweep/${name}`, stream: 'cursor' };
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));
  return {
    async load(): Promise<Cursor | undefined> {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })).catch(failed);
      return typeof Item?.cursor === 'string' ? JSON.parse(Item.cursor) : undefined;
    },
    async save(cursor: Cursor): Promise<void> {
      await client.send(new PutCommand({ TableName: tableName, Item: { ...key, cursor: JSON.stringify(cursor) } })).catch(failed);
    },
  };
}
