import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { EventSourcingError } from '../domain/errors.js';
import { type IndexKey, indexesOf, keyAttribute } from '../projections/indexes.js';
import type { AnyProjection } from '../projections/projection.js';
import type { RowPage, RowStore } from '../projections/rowStore.js';
import { decodeCursor, encodeCursor, type Position } from './cursor.js';
import { storeError } from './storeError.js';

export type DynamoDBRowStoreOptions = {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly projection: AnyProjection;
};

const rowIsNew = 'attribute_not_exists(#key)';
const rowIsAtPosition = '#position = :position';
/** Tombstones have no row. */
const rowIsThere = 'attribute_exists(#row)';

/** Scans of one page before it is handed out short: a table may be all tombstones. */
const maxRequestsPerPage = 10;

type Item = Readonly<Record<string, unknown>>;
type FetchPage = (
  limit: number,
  start: Position | undefined,
) => Promise<{ Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined }>;

/**
 * Rows in a DynamoDB table: `key`, `position`, the row as JSON text (native maps refuse numbers and depths that JSON allows), and an
 * attribute for each index key. A row whose field is missing, or is no possible key (empty, over 1,024 bytes, beyond a safe integer), is left out
 * of that index.
 */
export function dynamoDBRowStore({ client, tableName, projection }: DynamoDBRowStoreOptions): RowStore {
  const indexes = indexesOf(projection);
  const keys = Object.values(indexes).flatMap(({ partition, sort }) => (sort ? [partition, sort] : [partition]));
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));

  return {
    async load(key) {
      const { Item: item } = await client
        .send(new GetCommand({ TableName: tableName, Key: { [keyAttribute]: key }, ConsistentRead: true }))
        .catch(failed);
      return item && { position: item.position, row: rowOf(item) };
    },

    async save(key, { position, row }, expected) {
      const item = { [keyAttribute]: key, position, ...(row === null ? {} : { row: JSON.stringify(row), ...indexAttributes(keys, row) }) };
      const condition =
        expected === undefined
          ? { ConditionExpression: rowIsNew, ExpressionAttributeNames: { '#key': keyAttribute } }
          : {
              ConditionExpression: rowIsAtPosition,
              ExpressionAttributeNames: { '#position': 'position' },
              ExpressionAttributeValues: { ':position': expected },
            };
      try {
        await client.send(new PutCommand({ TableName: tableName, Item: item, ...condition }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw storeError(error, tableName);
      }
    },

    async list({ limit, cursor }) {
      const fetch: FetchPage = (size, start) =>
        client
          .send(
            new ScanCommand({
              TableName: tableName,
              Limit: size,
              FilterExpression: rowIsThere,
              ExpressionAttributeNames: { '#row': 'row' },
              ...(start ? { ExclusiveStartKey: { [keyAttribute]: start.key } } : {}),
            }),
          )
          .catch(failed);
      return collect(fetch, limit, cursor === undefined ? undefined : decodeCursor(cursor, undefined));
    },

    async query(name, value, { limit, cursor }) {
      const index = Object.hasOwn(indexes, name) ? indexes[name] : undefined;
      if (!index) throw unknownIndex(projection, name, Object.keys(indexes));
      if (!canBeKey(value)) return { rows: [] };
      const { partition, sort } = index;
      const fetch: FetchPage = (size, start) =>
        client
          .send(
            new QueryCommand({
              TableName: tableName,
              IndexName: name,
              Limit: size,
              KeyConditionExpression: '#partition = :value',
              ExpressionAttributeNames: { '#partition': partition.attribute },
              ExpressionAttributeValues: { ':value': value },
              ...(start
                ? {
                    ExclusiveStartKey: {
                      [keyAttribute]: start.key,
                      [partition.attribute]: value,
                      ...(sort ? { [sort.attribute]: start.sort } : {}),
                    },
                  }
                : {}),
            }),
          )
          .catch(failed);
      return collect(fetch, limit, cursor === undefined ? undefined : decodeCursor(cursor, sort?.type), sort);
    },
  };
}

async function collect(fetch: FetchPage, limit: number, from: Position | undefined, sort?: IndexKey): Promise<RowPage> {
  const rows: unknown[] = [];
  let position = from;
  for (let request = 0; request < maxRequestsPerPage && rows.length < limit; request++) {
    const { Items = [], LastEvaluatedKey } = await fetch(limit - rows.length, position);
    rows.push(...Items.map(rowOf));
    if (!LastEvaluatedKey) return { rows };
    position = positionOf(LastEvaluatedKey, sort);
  }
  return position ? { rows, cursor: encodeCursor(position) } : { rows };
}

function positionOf(last: Item, sort: IndexKey | undefined): Position {
  const value = sort && last[sort.attribute];
  return { key: String(last[keyAttribute]), ...(typeof value === 'string' || typeof value === 'number' ? { sort: value } : {}) };
}

const rowOf = (item: Item): unknown => (typeof item.row === 'string' ? JSON.parse(item.row) : null);

function indexAttributes(keys: readonly IndexKey[], row: unknown): Item {
  const values = keys.map(({ attribute, field }) => [
    attribute,
    typeof row === 'object' && row !== null ? Reflect.get(row, field) : undefined,
  ]);
  return Object.fromEntries(values.filter(([, value]) => canBeKey(value)));
}

/** Longest sort key, and smallest number but 0, of DynamoDB; a larger number than a safe integer would not come back as it was. */
const maxKeyBytes = 1024;
const smallestNumber = 1e-130;

/** Whether an index can hold a value: a row whose value it cannot hold is not in the index, but it is in the table. */
function canBeKey(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && Buffer.byteLength(value) <= maxKeyBytes;
  if (typeof value !== 'number') return false;
  return value === 0 || (Math.abs(value) >= smallestNumber && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
}

const unknownIndex = ({ name }: AnyProjection, index: string, known: readonly string[]) =>
  new EventSourcingError({
    code: 'MalformedRequest',
    message: `${name} has no index '${index}', ${known.length > 0 ? `only ${known.join(', ')}` : 'it has none at all'}.`,
    details: { where: 'index' },
  });
