import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Largest item of DynamoDB, in bytes: names and values together. */
export const maxItemBytes = 400 * 1024;

/** Bytes of an item as DynamoDB counts: UTF-8 of names and values; a number about a byte for two digits, plus one. */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.length;
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 3 + value.SS.length);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return value.N === undefined ? 1 : Math.ceil(value.N.length / 2) + 1;
}
