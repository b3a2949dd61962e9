import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB has it. */
export type Item = Record<string, AttributeValue>;

const batchSize = 25;
const atOnce = 8;

/** Writes many items, as fast as it goes. */
export async function writeItems(client: DynamoDBClient, table: string, items: Iterable<Item>): Promise<void> {
  const batches = batched(items);
  // One generator for all writers: each takes the next batch that nobody has.
  const writer = async () => {
    for (const batch of batches) await writeBatch(client, table, batch);
  };
  await Promise.all(Array.from({ length: atOnce }, writer));
}

function* batched(items: Iterable<Item>): Generator<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function writeBatch(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  let left = items.map((Item) => ({ PutRequest: { Item } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = (UnprocessedItems?.[table] ?? []).flatMap(({ PutRequest }) =>
      PutRequest?.Item ? [{ PutRequest: { Item: PutRequest.Item } }] : [],
    );
  }
}
