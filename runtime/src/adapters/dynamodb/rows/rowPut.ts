import type { AttributeValue, Put } from '@aws-sdk/client-dynamodb';
import { defined } from '../../../domain/defined.js';
import { EventSourcingError } from '../../../domain/errors.js';
import type { AnyProjection } from '../../../projections/projection.js';
import { expiryOf } from '../../../projections/rows/expiry.js';
import { indexesOf, keyAttribute } from '../../../projections/rows/indexes.js';
import type { RowChange } from '../../../projections/rows/rowStore.js';
import { maxItemBytes } from '../itemSize.js';
import { encodeRow, type Item, rowBytes } from './rowItem.js';

const rowIsNew = 'attribute_not_exists(#key)';
const rowIsAtPosition = '#position = :position';

export type RowTable = { readonly tableName: string; readonly projection: AnyProjection };

/** The item of each change. */
export function rowItems(projection: AnyProjection): (change: RowChange) => Item {
  const indexKeys = Object.values(indexesOf(projection)).flatMap(({ partition, sort }) => (sort ? [partition, sort] : [partition]));
  return ({ key, row }) => encodeRow(key, row, indexKeys, expiryOf(projection, row.row));
}

/** The conditional put of each change, for a client that takes plain values. @throws RowTooLarge, RowRefused */
export function rowPuts({ tableName, projection }: RowTable) {
  const itemOf = rowItems(projection);
  return (change: RowChange) => {
    const { key, expected } = change;
    if (!isPossible(key)) throw keyRefused(projection, key);
    const item = itemOf(change);
    if (rowBytes(item) > maxItemBytes) throw tooLarge(projection, change, rowBytes(item));
    return {
      TableName: tableName,
      Item: item,
      ...(expected === undefined
        ? { ConditionExpression: rowIsNew, ExpressionAttributeNames: { '#key': keyAttribute } }
        : {
            ConditionExpression: rowIsAtPosition,
            ExpressionAttributeNames: { '#position': 'position' },
            ExpressionAttributeValues: { ':position': expected },
          }),
    };
  };
}

/** The same, for a client that takes attribute values. @throws RowTooLarge, RowRefused */
export function encodedRowPuts(table: RowTable): (change: RowChange) => Put {
  const putOf = rowPuts(table);
  return (change) => {
    const { Item, ExpressionAttributeValues: values, ...put } = { ExpressionAttributeValues: undefined, ...putOf(change) };
    return { ...put, Item: encoded(Item), ...defined({ ExpressionAttributeValues: values && encoded(values) }) };
  };
}

/** Attributes of a row are texts and numbers. */
const encoded = (item: Item): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, typeof value === 'number' ? { N: String(value) } : { S: String(value) }]),
  );

function tooLarge({ name }: AnyProjection, { key, row: { row } }: RowChange, size: number) {
  const [field, bytes] = largestField(row) ?? [];
  const most = field === undefined ? '' : ` Most of it, ${bytes} bytes, is in '${field}'.`;
  return new EventSourcingError({
    code: 'RowTooLarge',
    message: `The row '${key.slice(0, 100)}' of ${name} would have ${size} bytes, ${maxItemBytes} at most fit into an item.${most} Let a row hold less.`,
    details: { projection: name, key, size, limit: maxItemBytes, ...defined({ field }) },
  });
}

function largestField(row: unknown): [field: string, bytes: number] | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const sizes = Object.entries(row).map(([field, value]): [string, number] => [field, Buffer.byteLength(JSON.stringify(value) ?? '')]);
  return sizes.sort(([, one], [, other]) => other - one)[0];
}

/** Longest partition key, in bytes. One longer key would have a whole request refused, whatever else is in it. */
const longestKey = 2048;

/** Whether a table can hold a row of that key. */
export const isPossible = (key: string): boolean => key !== '' && Buffer.byteLength(key) <= longestKey;

const keyRefused = (projection: AnyProjection, key: string) =>
  new EventSourcingError({
    code: 'RowRefused',
    message: `DynamoDB cannot hold the row '${key.slice(0, 100)}' of ${projection.name}: its key has ${Buffer.byteLength(key)} bytes, 1 to ${longestKey} are possible.`,
    details: { projection: projection.name, key },
  });
