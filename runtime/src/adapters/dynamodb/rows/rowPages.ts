import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { defined } from '../../../domain/defined.js';
import { decodeCursor, encodeCursor, type Position } from '../../../projections/rows/cursor.js';
import { expiryField } from '../../../projections/rows/expiry.js';
import { expiryAttribute, type IndexKey, indexesOf, indexNamed, keyAttribute } from '../../../projections/rows/indexes.js';
import type { RowPage, RowStore } from '../../../projections/rows/rowStore.js';
import { storeError } from '../../aws/storeError.js';
import { canBeKey, type Item, rowOf } from './rowItem.js';
import type { RowTable } from './rowPut.js';

/** Tombstones have no row. */
const rowIsThere = 'attribute_exists(#row)';

/** Expired rows stay in the table for up to some days. */
const rowIsCurrent = '(attribute_not_exists(#expires) OR #expires > :now)';

/** Scans of one page before it is handed out short: a table may be all tombstones. */
const maxRequestsPerPage = 10;

type FetchPage = (
  limit: number,
  start: Position | undefined,
) => Promise<{ Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined }>;

/** Rows of a table, page by page: all of them, or those that an index finds. */
export function rowPages(client: DynamoDBDocumentClient, { tableName, projection }: RowTable): Pick<RowStore, 'list' | 'query'> {
  const indexes = indexesOf(projection);
  const expires = expiryField(projection) !== undefined;
  const names = expires ? { '#expires': expiryAttribute } : {};
  const values = () => (expires ? { ':now': Math.floor(Date.now() / 1000) } : {});
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));

  return {
    async list({ limit, cursor }) {
      const fetch: FetchPage = (size, start) =>
        client
          .send(
            new ScanCommand({
              TableName: tableName,
              Limit: size,
              FilterExpression: expires ? `${rowIsThere} AND ${rowIsCurrent}` : rowIsThere,
              ExpressionAttributeNames: { '#row': 'row', ...names },
              ...(expires ? { ExpressionAttributeValues: values() } : {}),
              ...defined({ ExclusiveStartKey: start && { [keyAttribute]: start.key } }),
            }),
          )
          .catch(failed);
      return collect(fetch, limit, cursor === undefined ? undefined : decodeCursor(cursor, undefined));
    },

    async query(name, value, { limit, cursor }) {
      const { partition, sort } = indexNamed(projection, indexes, name);
      if (!canBeKey(value)) return { rows: [] };
      const fetch: FetchPage = (size, start) =>
        client
          .send(
            new QueryCommand({
              TableName: tableName,
              IndexName: name,
              Limit: size,
              KeyConditionExpression: '#partition = :value',
              ...(expires ? { FilterExpression: rowIsCurrent } : {}),
              ExpressionAttributeNames: { '#partition': partition.attribute, ...names },
              ExpressionAttributeValues: { ':value': value, ...values() },
              ...defined({
                ExclusiveStartKey: start && {
                  [keyAttribute]: start.key,
                  [partition.attribute]: value,
                  ...(sort ? { [sort.attribute]: start.sort } : {}),
                },
              }),
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
