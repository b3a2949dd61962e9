import { ConditionalCheckFailedException, TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { defined } from '../../../domain/defined.js';
import { EventSourcingError } from '../../../domain/errors.js';
import type { AnyProjection } from '../../../projections/projection.js';
import { keyAttribute } from '../../../projections/rows/indexes.js';
import type { RowChange, RowSaved, RowStore, SharedRows } from '../../../projections/rows/rowStore.js';
import { mapConcurrently } from '../../../stream/concurrency.js';
import { storeError } from '../../aws/storeError.js';
import { batchGet } from '../batchGet.js';
import { causeOfCancellation } from '../cancellation.js';
import { bookmarkPut, dynamoDBBookmarks } from '../consumers/bookmarkStore.js';
import { maxItemBytes } from '../itemSize.js';
import { clearItems } from './clearItems.js';
import { insertItems } from './insertRows.js';
import { decodeRow, rowBytes } from './rowItem.js';
import { rowPages } from './rowPages.js';
import { isPossible, rowItems, rowPuts } from './rowPut.js';

/** Most items of a TransactWriteItems. */
const mostItems = 100;

export type DynamoDBRowStoreOptions = {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly projection: AnyProjection;
  /** The table of positions in streams, and the name that they are kept under: for rows that many streams feed. */
  readonly bookmarks?: { readonly tableName: string; readonly consumer: string };
};

/** Rows in a DynamoDB table, whose key is `key` (string, HASH). */
export function dynamoDBRowStore(options: DynamoDBRowStoreOptions): RowStore {
  const { client, tableName, projection, bookmarks } = options;
  const putOf = rowPuts(options);

  return {
    async load(keys) {
      const items = await batchGet(
        client,
        tableName,
        keys.filter(isPossible).map((key) => ({ [keyAttribute]: key })),
      );
      return new Map(items.map((item) => [String(item[keyAttribute]), decodeRow(item)]));
    },

    async save(changes) {
      const inserted = await insertNew(options, changes);
      return mapConcurrently(changes, async (change): Promise<RowSaved> => {
        const known = inserted.get(change);
        if (known) return known;
        try {
          await client.send(new PutCommand(putOf(change)));
          return { status: 'saved' };
        } catch (error) {
          // A transaction is writing the same row, with a commit: it is looked at again.
          if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
            return { status: 'conflict' };
          return { status: 'failed', error: refusal(error, projection, change, tableName) };
        }
      });
    },

    async clear(mayGoOn) {
      const positions = bookmarks && {
        tableName: bookmarks.tableName,
        key: ['stream', 'consumer'],
        filter: { FilterExpression: '#consumer = :consumer', ExpressionAttributeValues: { ':consumer': bookmarks.consumer } },
      };
      if (positions && projection.key && !(await clearItems(client, positions, mayGoOn))) return false;
      return clearItems(client, { tableName, key: [keyAttribute] }, mayGoOn);
    },

    ...defined({ shared: bookmarks && sharedRows(options, bookmarks, putOf) }),
    ...rowPages(client, options),
  };
}

/** Writes new rows, if there are several, many per request. Returns the result of each; a row without a result is written by a put of its own. */
async function insertNew(options: DynamoDBRowStoreOptions, changes: readonly RowChange[]): Promise<ReadonlyMap<RowChange, RowSaved>> {
  const { client, tableName, projection } = options;
  const itemOf = rowItems(projection);
  const fresh = changes
    .filter(({ key, expected }) => expected === undefined && isPossible(key))
    .map((change) => ({ change, item: itemOf(change) }))
    .filter(({ item }) => rowBytes(item) <= maxItemBytes);
  if (fresh.length < 2) return new Map();
  const results = await insertItems(
    client,
    tableName,
    fresh.map(({ item }) => item),
  );
  return new Map(
    fresh.flatMap(({ change }, index): [RowChange, RowSaved][] => {
      const result = results[index];
      return result === 'inserted' ? [[change, { status: 'saved' }]] : result === 'taken' ? [[change, { status: 'conflict' }]] : [];
    }),
  );
}

function sharedRows(
  { client, tableName }: DynamoDBRowStoreOptions,
  { tableName: bookmarksTable, consumer }: { readonly tableName: string; readonly consumer: string },
  putOf: ReturnType<typeof rowPuts>,
): SharedRows {
  const positions = dynamoDBBookmarks({ client, tableName: bookmarksTable });
  return {
    limit: mostItems,
    positions: (streams) => positions.load(consumer, streams),
    async commit(rows, moves) {
      const puts = [...rows.map(putOf), ...moves.map((move) => bookmarkPut(bookmarksTable, consumer, move))];
      try {
        await client.send(new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw storeError(error, tableName);
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
        if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return false;
        throw storeError(causeOfCancellation(error), tableName);
      }
    },
  };
}

/** The error for a row that was not written: the row's own fault, or the table's. */
function refusal(error: unknown, projection: AnyProjection, { key }: RowChange, tableName: string): unknown {
  if (error instanceof EventSourcingError) return error;
  if (!(error instanceof Error) || error.name !== 'ValidationException') return storeError(error, tableName);
  return new EventSourcingError({
    code: 'RowRefused',
    message: `Table ${tableName} cannot hold the row '${key.slice(0, 100)}' of ${projection.name}: ${error.message}`,
    details: { projection: projection.name, key },
    cause: error,
  });
}
