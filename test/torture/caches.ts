import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

/** Does to a table of snapshots what nobody should. Each tells how many snapshots it changed. */
export function snapshotFaults(client: DynamoDBClient, TableName: string) {
  const older = new Map<string, Item>();

  const present = async (): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
    return items;
  };

  return {
    async snapshotsDeleted(): Promise<number> {
      const items = await present();
      for (const { stream, schema } of items) {
        if (stream && schema) await client.send(new DeleteItemCommand({ TableName, Key: { stream, schema } }));
      }
      return items.length;
    },
    /** Those that were there the last time, over the newer ones of now. */
    async snapshotsPutBack(): Promise<number> {
      let count = 0;
      for (const item of await present()) {
        const stream = item.stream?.S ?? '';
        const old = older.get(stream);
        older.set(stream, item);
        if (old === undefined || old.version?.N === item.version?.N) continue;
        await client.send(new PutItemCommand({ TableName, Item: old }));
        count += 1;
      }
      return count;
    },
  };
}
