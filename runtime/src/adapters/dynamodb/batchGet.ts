import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EventSourcingError } from '../../domain/errors.js';
import { storeError } from '../aws/storeError.js';
import type { Item } from './rows/rowItem.js';

/** Most keys of a BatchGetItem. */
const mostKeys = 100;
/** Rounds for keys that DynamoDB leaves unprocessed: more than 16 MB, or throttled. */
const mostRounds = 8;

/** Items by their keys, read consistently, a hundred per request; missing items are left out. @throws StoreThrottled, StoreUnavailable, StoreRefused */
export async function batchGet(client: DynamoDBDocumentClient, tableName: string, keys: readonly Item[]): Promise<Item[]> {
  const chunks = Array.from({ length: Math.ceil(keys.length / mostKeys) }, (_, index) =>
    keys.slice(index * mostKeys, (index + 1) * mostKeys),
  );
  return (await Promise.all(chunks.map((chunk) => getChunk(client, tableName, chunk)))).flat();
}

async function getChunk(client: DynamoDBDocumentClient, tableName: string, keys: readonly Item[]): Promise<Item[]> {
  const items: Item[] = [];
  let open: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
  for (let round = 0; round < mostRounds; round++) {
    if (round > 0) await new Promise((wake) => setTimeout(wake, 25 * 2 ** round));
    const { Responses, UnprocessedKeys } = await client
      .send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: open, ConsistentRead: true } } }))
      .catch((error: unknown) => Promise.reject(storeError(error, tableName)));
    items.push(...(Responses?.[tableName] ?? []));
    open = UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (open.length === 0) return items;
  }
  throw new EventSourcingError({
    code: 'StoreThrottled',
    message: `Table ${tableName} left ${open.length} of ${keys.length} keys unread in ${mostRounds} rounds.`,
    details: { store: tableName },
  });
}
