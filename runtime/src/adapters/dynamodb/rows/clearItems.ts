import { BatchWriteCommand, type DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { defined } from '../../../domain/defined.js';
import { mapConcurrently } from '../../../stream/concurrency.js';
import { storeError } from '../../aws/storeError.js';
import type { Item } from './rowItem.js';

/** Most requests of a BatchWriteItem. */
const mostDeletes = 25;

/** What to delete from a table: the attributes of its key, and a filter. Default: all items. */
export type Clearing = {
  readonly tableName: string;
  readonly key: readonly string[];
  readonly filter?: Pick<ScanCommandInput, 'FilterExpression' | 'ExpressionAttributeValues'>;
};

/** Deletes items of a table, a page at a time, as long as `mayGoOn` returns true. Returns whether all are gone. @throws StoreThrottled, StoreUnavailable, StoreRefused */
export async function clearItems(
  client: DynamoDBDocumentClient,
  { tableName, key, filter = {} }: Clearing,
  mayGoOn: () => boolean,
): Promise<boolean> {
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));
  let start: Item | undefined;
  do {
    if (!mayGoOn()) return false;
    const { Items = [], LastEvaluatedKey } = await client
      .send(
        new ScanCommand({
          TableName: tableName,
          ConsistentRead: true,
          ProjectionExpression: key.map((name) => `#${name}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(key.map((name) => [`#${name}`, name])),
          ...filter,
          ...defined({ ExclusiveStartKey: start }),
        }),
      )
      .catch(failed);
    const batches = Array.from({ length: Math.ceil(Items.length / mostDeletes) }, (_, at) =>
      Items.slice(at * mostDeletes, (at + 1) * mostDeletes),
    );
    await mapConcurrently(batches, async (batch) => {
      let open = batch.map((Key) => ({ DeleteRequest: { Key } }));
      for (let round = 0; open.length > 0; round++) {
        if (round > 0) await new Promise((wake) => setTimeout(wake, Math.min(25 * 2 ** round, 2000)));
        const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: open } })).catch(failed);
        open = (UnprocessedItems?.[tableName] ?? []).flatMap(({ DeleteRequest }) =>
          DeleteRequest?.Key ? [{ DeleteRequest: { Key: DeleteRequest.Key } }] : [],
        );
      }
    });
    start = LastEvaluatedKey;
  } while (start);
  return true;
}
