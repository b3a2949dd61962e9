import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { GuardChange } from '../../../eventStore/transaction.js';
import { encodeGuard, guardKey } from './guardItem.js';

const guardIsFree = 'attribute_not_exists(#guard)';
const versionIsOurs = '#version = :version';

/**
 * The part of a transaction that changes a guard, on condition that it is free or belongs to who may. With `foreign`, a guard to be given
 * up is known to be another's: it stays, and the transaction is made on condition that this is still so.
 */
export function guardWrite(TableName: string, { action, guard, from = [] }: GuardChange, foreign: boolean): TransactWriteItem {
  const owners = [guard.owner, ...from].map((owner, index) => [`:owner${index}`, { S: owner }] as const);
  const ownerIsOurs = `#owner IN (${owners.map(([name]) => name).join(', ')})`;
  const versioned = guard.version !== undefined;
  const isOurs = versioned ? `(${ownerIsOurs} AND ${versionIsOurs})` : ownerIsOurs;
  const condition = {
    ConditionExpression: `${guardIsFree} OR ${foreign ? `NOT ${isOurs}` : isOurs}`,
    ExpressionAttributeNames: { '#guard': 'guard', '#owner': 'owner', ...(versioned ? { '#version': 'version' } : {}) },
    ExpressionAttributeValues: {
      ...Object.fromEntries(owners),
      ...(guard.version === undefined ? {} : { ':version': { N: String(guard.version) } }),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if (action === 'reserve') return { Put: { TableName, Item: encodeGuard(guard), ...condition } };
  const Key = guardKey(guard.key);
  return foreign ? { ConditionCheck: { TableName, Key, ...condition } } : { Delete: { TableName, Key, ...condition } };
}
