import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Guard } from '../../../eventStore/transaction.js';

type GuardItem = Record<string, AttributeValue>;

export const guardKey = (key: string): GuardItem => ({ guard: { S: key } });

export const encodeGuard = ({ key, owner, version }: Guard): GuardItem => ({
  ...guardKey(key),
  owner: { S: owner },
  ...(version === undefined ? {} : { version: { N: String(version) } }),
});

/** A guard as it was stored; undefined for an item that is none. */
export function decodeGuard({ guard, owner, version }: GuardItem): Guard | undefined {
  if (guard?.S === undefined || owner?.S === undefined) return undefined;
  return { key: guard.S, owner: owner.S, ...(version?.N === undefined ? {} : { version: Number(version.N) }) };
}
