import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import type { EventStore, ReadOptions } from '../eventStore/eventStore.js';
import { type CommitFormat, commitCodec } from './commitCodec.js';
import type { CommitItem } from './commitItem.js';
import { decodeGuard, guardKey } from './guardItem.js';
import { storeError, writeError } from './storeError.js';
import { transact } from './transact.js';

const versionIsFree = 'attribute_not_exists(#stream)';

export type DynamoDBEventStoreOptions = CommitFormat & {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Table of guards, key `guard` (string, HASH): for unique values, and command ids that are kept for ever. */
  readonly guardsTableName?: string;
};

/**
 * An event store on a DynamoDB table: one item a commit, appended by a conditional put, read by consistent queries.
 * The table's key is `stream` (string, HASH) and `version` (number, RANGE).
 */
export function dynamoDBEventStore({ client, tableName, guardsTableName, ...format }: DynamoDBEventStoreOptions): EventStore {
  const { encode, decode } = commitCodec(format);
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
        // A transaction is writing the same item: whoever it is was first.
        if (error instanceof TransactionConflictException) return { status: 'versionTaken' };
        throw writeError(error, tableName);
      }
    },

    transact: (transaction) => transact(client, { events: tableName, guards: guardsTableName }, transaction, { encode, decode }),

    async loadGuard(key) {
      if (guardsTableName === undefined) return undefined;
      const { Item } = await client
        .send(new GetItemCommand({ TableName: guardsTableName, Key: guardKey(key), ConsistentRead: true }))
        .catch((error) => Promise.reject(storeError(error, guardsTableName)));
      return Item && decodeGuard(Item);
    },

    async *read(stream, options = {}) {
      const query = toQuery(tableName, stream, options);
      let left = options.limit ?? Number.POSITIVE_INFINITY;
      let start: CommitItem | undefined;
      do {
        const page = await client
          .send(
            uncopied(
              new QueryCommand({
                ...query,
                ...(Number.isFinite(left) ? { Limit: left } : {}),
                ...(start ? { ExclusiveStartKey: start } : {}),
              }),
            ),
          )
          .catch((error) => Promise.reject(storeError(error, tableName)));
        for (const item of page.Items ?? []) {
          yield await decode(item);
          left -= 1;
        }
        start = page.LastEvaluatedKey;
      } while (start && left > 0);
    },
  };
}

const asItIs = <Value>(value: Value): Value => value;

// For its log the SDK makes a copy of every answer without what is sensitive, though nobody logs: half of the CPU time of a long read.
// DynamoDB's answers have nothing that its schema calls sensitive. lib-dynamodb replaces the copying by the same option.
function uncopied(query: QueryCommand): QueryCommand {
  query.middlewareStack.add(
    (next, context) => (args) => {
      context.dynamoDbDocumentClientOptions = { overrideInputFilterSensitiveLog: asItIs, overrideOutputFilterSensitiveLog: asItIs };
      return next(args);
    },
    { step: 'initialize', priority: 'high', name: 'logAnswerAsItIs' },
  );
  return query;
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
