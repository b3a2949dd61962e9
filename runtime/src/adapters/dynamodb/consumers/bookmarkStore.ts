import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { BookmarkChange, Bookmarks } from '../../../stream/bookmarks/bookmarks.js';
import { storeError } from '../../aws/storeError.js';
import { batchGet } from '../batchGet.js';

export type DynamoDBBookmarksOptions = { readonly client: DynamoDBDocumentClient; readonly tableName: string };

/** Positions in a DynamoDB table. Its key is `stream` (string, HASH) and `consumer` (string, RANGE): spread as the events are. */
export function dynamoDBBookmarks({ client, tableName }: DynamoDBBookmarksOptions): Bookmarks {
  return {
    async load(consumer, streams) {
      const items = await batchGet(
        client,
        tableName,
        streams.map((stream) => ({ stream, consumer })),
      );
      return new Map(items.map(({ stream, position }) => [String(stream), Number(position)]));
    },

    async move(consumer, change) {
      try {
        await client.send(new PutCommand(bookmarkPut(tableName, consumer, change)));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw storeError(error, tableName);
      }
    },
  };
}

/** The conditional put that moves a position, by itself or in a transaction. */
export const bookmarkPut = (tableName: string, consumer: string, { stream, position, expected }: BookmarkChange) => ({
  TableName: tableName,
  Item: { stream, consumer, position },
  ...(expected === undefined
    ? { ConditionExpression: 'attribute_not_exists(#stream)', ExpressionAttributeNames: { '#stream': 'stream' } }
    : {
        ConditionExpression: '#position = :expected',
        ExpressionAttributeNames: { '#position': 'position' },
        ExpressionAttributeValues: { ':expected': expected },
      }),
});
