import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { defined } from '../../../domain/defined.js';
import type { EventStore, ReadOptions } from '../../../eventStore/eventStore.js';
import { storeError, writeError } from '../../aws/storeError.js';
import type { CommitCodec } from './commitCodec.js';
import type { CommitItem } from './commitItem.js';
import { atFirst, uncopied } from './uncopied.js';

const versionIsFree = 'attribute_not_exists(#stream)';

/** Where commits are kept, and how. */
export type CommitTable = { readonly client: DynamoDBClient; readonly tableName: string; readonly codec: CommitCodec };

/** Appends and reads commits: one item each, by conditional puts and consistent queries. */
export type CommitStore = Pick<EventStore, 'append' | 'read'>;

export function commitStore({ client, tableName, codec: { encode, decode } }: CommitTable): CommitStore {
  return {
    async append(commit) {
      const item = await encode(commit);
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item,
            ConditionExpression: versionIsFree,
            ExpressionAttributeNames: { '#stream': 'stream' },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { status: 'appended' };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return error.Item ? { status: 'versionTaken', by: await decode(error.Item) } : { status: 'versionTaken' };
        }
        // A transaction is writing the same item: it was first.
        if (error instanceof TransactionConflictException) return { status: 'versionTaken' };
        throw writeError(error, tableName);
      }
    },

    async *read(stream, options = {}) {
      // DynamoDB refuses to look between a version and an earlier one.
      if (options.to !== undefined && options.to < (options.from ?? 1)) return;
      const query = toQuery(tableName, stream, options);
      let left = options.limit ?? Number.POSITIVE_INFINITY;
      let start: CommitItem | undefined;
      do {
        const next = new QueryCommand({
          ...query,
          ...(Number.isFinite(left) ? { Limit: left } : {}),
          ...defined({ ExclusiveStartKey: start }),
        });
        next.middlewareStack.add(uncopied, atFirst);
        const page = await client.send(next).catch((error) => Promise.reject(storeError(error, tableName)));
        for (const item of page.Items ?? []) {
          yield decode(item);
          left -= 1;
        }
        start = page.LastEvaluatedKey;
      } while (start && left > 0);
    },
  };
}

function toQuery(tableName: string, stream: string, { from = 1, to, backwards = false }: ReadOptions): QueryCommandInput {
  const whole = from <= 1 && to === undefined;
  const range = to === undefined ? '#version >= :from' : '#version BETWEEN :from AND :to';
  return {
    TableName: tableName,
    ConsistentRead: true,
    ScanIndexForward: !backwards,
    KeyConditionExpression: whole ? '#stream = :stream' : `#stream = :stream AND ${range}`,
    ExpressionAttributeNames: { '#stream': 'stream', ...(whole ? {} : { '#version': 'version' }) },
    ExpressionAttributeValues: {
      ':stream': { S: stream },
      ...(whole ? {} : { ':from': { N: String(from) } }),
      ...(to === undefined ? {} : { ':to': { N: String(to) } }),
    },
  };
}
