import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { storeError } from '../../aws/storeError.js';

/** A consumer's replay that is not done, in the table of parked streams under a name that no consumer has. */
export function dynamoDBReplayStore<Replay extends object>(client: DynamoDBDocumentClient, tableName: string, consumer: string) {
  const key = { consumer: `replay/${consumer}`, stream: 'cursor' };
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));
  return {
    async load(): Promise<Replay | undefined> {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })).catch(failed);
      return typeof Item?.replay === 'string' ? JSON.parse(Item.replay) : undefined;
    },
    async save(replay: Replay): Promise<void> {
      await client.send(new PutCommand({ TableName: tableName, Item: { ...key, replay: JSON.stringify(replay) } })).catch(failed);
    },
    async remove(): Promise<void> {
      await client.send(new DeleteCommand({ TableName: tableName, Key: key })).catch(failed);
    },
  };
}
