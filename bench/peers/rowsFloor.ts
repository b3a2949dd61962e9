import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type AccountState, type Deposit, deposited } from '../domain.js';

const segments = 8;
const batchSize = 25;

type Stored = { readonly stream: string; readonly version: number; readonly events: string };

/** The same rows by the bare SDK: a parallel scan, a fold, and batches of unconditional puts, which no live writer could be beside. */
export async function scanAndWrite(raw: DynamoDBClient, events: string, rows: string): Promise<void> {
  const client = DynamoDBDocumentClient.from(raw);

  async function walk(Segment: number): Promise<void> {
    let start: Record<string, AttributeValue> | undefined;
    let current: { stream: string; version: number; state: AccountState } | undefined;
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: events,
          ConsistentRead: true,
          Segment,
          TotalSegments: segments,
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      const finished: object[] = [];
      const finish = () => {
        if (!current) return;
        const { stream, version, state } = current;
        const key = stream.slice('Account/'.length);
        finished.push({ key, position: version, row: JSON.stringify({ id: key, ...state }) });
      };
      for (const { stream, version, events: text } of (page.Items ?? []) as Stored[]) {
        if (current?.stream !== stream) finish();
        let state = current?.stream === stream ? current.state : { balance: 0, deposits: 0 };
        for (const { data } of JSON.parse(text) as { data: Deposit }[]) state = deposited(state, data);
        current = { stream, version, state };
      }
      start = page.LastEvaluatedKey;
      if (!start) finish();
      const batches = Array.from({ length: Math.ceil(finished.length / batchSize) }, (_, at) =>
        finished.slice(at * batchSize, (at + 1) * batchSize),
      );
      await Promise.all(batches.map((batch) => write(client, rows, batch)));
    } while (start);
  }

  await Promise.all(Array.from({ length: segments }, (_, segment) => walk(segment)));
}

async function write(client: DynamoDBDocumentClient, table: string, items: readonly object[]): Promise<void> {
  let left: Record<string, unknown>[] = items.map((Item) => ({ PutRequest: { Item } }));
  while (left.length > 0) {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
    left = [...(UnprocessedItems?.[table] ?? [])].map((request) => ({ ...request }));
  }
}
