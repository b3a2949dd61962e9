import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { defined } from '../../../domain/defined.js';
import { decodeCursor, encodeCursor } from '../../../projections/rows/cursor.js';
import type { Parked, ParkedStore } from '../../../stream/parked/parked.js';
import { storeError } from '../../aws/storeError.js';
import type { Item } from '../rows/rowItem.js';

const isParked = 'attribute_exists(#stream)';
const nothingWaitsBeyond = 'attribute_not_exists(#stream) OR #last <= :last';

export type DynamoDBParkedStoreOptions = { readonly client: DynamoDBDocumentClient; readonly tableName: string };

/** Parked streams in a DynamoDB table. Its key is `consumer` (string, HASH) and `stream` (string, RANGE): a consumer's are listed by one query. */
export function dynamoDBParkedStore({ client, tableName }: DynamoDBParkedStoreOptions): ParkedStore {
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));
  const ifCondition = (error: unknown) => (error instanceof ConditionalCheckFailedException ? false : failed(error));

  // DynamoDB cannot take the larger of two numbers: `last` is raised by a condition of its own.
  const raise = (consumer: string, stream: string, last: number): Promise<boolean> =>
    client
      .send(
        new UpdateCommand({
          TableName: tableName,
          Key: { consumer, stream },
          UpdateExpression: 'SET #last = :last',
          ConditionExpression: `${isParked} AND #last < :last`,
          ExpressionAttributeNames: { '#stream': 'stream', '#last': 'last' },
          ExpressionAttributeValues: { ':last': last },
        }),
      )
      .then(() => true, ifCondition);

  const load = async (consumer: string, stream: string): Promise<Parked | undefined> => {
    const { Item: item } = await client
      .send(new GetCommand({ TableName: tableName, Key: { consumer, stream }, ConsistentRead: true }))
      .catch(failed);
    return item && decode(item);
  };

  return {
    load,

    async park({ consumer, stream, version, last, error, at }) {
      await client
        .send(
          new UpdateCommand({
            TableName: tableName,
            Key: { consumer, stream },
            UpdateExpression:
              'SET #version = :version, #error = :error, #at = if_not_exists(#at, :at), #last = if_not_exists(#last, :last)',
            ExpressionAttributeNames: { '#version': 'version', '#error': 'error', '#at': 'at', '#last': 'last' },
            ExpressionAttributeValues: { ':version': version, ':error': error, ':at': at, ':last': last },
          }),
        )
        .catch(failed);
      await raise(consumer, stream, last);
    },

    async extend(consumer, stream, last) {
      if (await raise(consumer, stream, last)) return true;
      // Not parked, or something later waits already.
      return (await load(consumer, stream)) !== undefined;
    },

    release: (consumer, stream, last) =>
      client
        .send(
          new DeleteCommand({
            TableName: tableName,
            Key: { consumer, stream },
            ConditionExpression: nothingWaitsBeyond,
            ExpressionAttributeNames: { '#stream': 'stream', '#last': 'last' },
            ExpressionAttributeValues: { ':last': last },
          }),
        )
        .then(() => true, ifCondition),

    async list(consumer, { limit, cursor }) {
      const { Items = [], LastEvaluatedKey } = await client
        .send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: '#consumer = :consumer',
            ExpressionAttributeNames: { '#consumer': 'consumer' },
            ExpressionAttributeValues: { ':consumer': consumer },
            ConsistentRead: true,
            Limit: limit,
            ...(cursor === undefined ? {} : { ExclusiveStartKey: { consumer, stream: decodeCursor(cursor, undefined).key } }),
          }),
        )
        .catch(failed);
      return { parked: Items.map(decode), ...defined({ cursor: LastEvaluatedKey && encodeCursor({ key: LastEvaluatedKey.stream }) }) };
    },

    async count(consumer) {
      let count = 0;
      let start: Item | undefined;
      do {
        const { Count = 0, LastEvaluatedKey } = await client
          .send(
            new QueryCommand({
              TableName: tableName,
              Select: 'COUNT',
              KeyConditionExpression: '#consumer = :consumer',
              ExpressionAttributeNames: { '#consumer': 'consumer' },
              ExpressionAttributeValues: { ':consumer': consumer },
              ConsistentRead: true,
              ...defined({ ExclusiveStartKey: start }),
            }),
          )
          .catch(failed);
        count += Count;
        start = LastEvaluatedKey;
      } while (start);
      return count;
    },
  };
}

const decode = ({ consumer, stream, version, last, error, at }: Record<string, unknown>): Parked => ({
  consumer: String(consumer),
  stream: String(stream),
  version: Number(version),
  last: Number(last),
  error: decodeError(error),
  at: String(at),
});

function decodeError(error: unknown): Parked['error'] {
  if (typeof error !== 'object' || error === null || !('name' in error) || !('message' in error)) return { name: 'Error', message: '' };
  return { name: String(error.name), message: String(error.message) };
}
