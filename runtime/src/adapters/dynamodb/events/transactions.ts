import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { EventStore } from '../../../eventStore/eventStore.js';
import { storeError } from '../../aws/storeError.js';
import type { CommitTable } from './commitStore.js';
import { decodeGuard, guardKey } from './guardItem.js';
import { transact } from './transact.js';

/** The part of an event store that is more than single commits. It is separate, since a Lambda function without guards does not need it. */
export type Transactions = Pick<EventStore, 'transact' | 'loadGuard'>;

export function transactions({ client, tableName, codec }: CommitTable, guardsTableName: string | undefined): Transactions {
  return {
    transact: (transaction) => transact(client, { events: tableName, guards: guardsTableName }, transaction, codec),

    async loadGuard(key) {
      if (guardsTableName === undefined) return undefined;
      const { Item } = await client
        .send(new GetItemCommand({ TableName: guardsTableName, Key: guardKey(key), ConsistentRead: true }))
        .catch((error) => Promise.reject(storeError(error, guardsTableName)));
      return Item && decodeGuard(Item);
    },
  };
}
