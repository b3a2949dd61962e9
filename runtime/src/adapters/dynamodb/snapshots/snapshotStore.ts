import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Remembered } from '../../../domain/commands/recentCommands.js';
import { EventSourcingError } from '../../../domain/errors.js';
import type { Snapshot, SnapshotStore } from '../../../eventStore/snapshotStore.js';
import { compressed, decompressed, defaultCompressAbove } from '../../../serialisers/compression.js';
import { storeError } from '../../aws/storeError.js';
import { itemBytes, maxItemBytes } from '../itemSize.js';

const isLater = 'attribute_not_exists(#stream) OR #version < :version';

export type DynamoDBSnapshotStoreOptions = { readonly client: DynamoDBClient; readonly tableName: string };

/** Snapshots in a DynamoDB table, one for each stream and schema. The table's key is `stream` (string, HASH) and `schema` (number, RANGE). */
export function dynamoDBSnapshotStore({ client, tableName }: DynamoDBSnapshotStoreOptions): SnapshotStore {
  return {
    async load(stream, schema) {
      const { Item } = await client
        .send(new GetItemCommand({ TableName: tableName, Key: { stream: { S: stream }, schema: { N: String(schema) } } }))
        .catch((error) => Promise.reject(storeError(error, tableName)));
      return Item && decodeSnapshot(Item);
    },

    async save(snapshot) {
      const item = encodeSnapshot(snapshot);
      if (itemBytes(item) > maxItemBytes) throw tooLarge(snapshot.stream, itemBytes(item));
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item,
            ConditionExpression: isLater,
            ExpressionAttributeNames: { '#stream': 'stream', '#version': 'version' },
            ExpressionAttributeValues: { ':version': { N: String(snapshot.version) } },
          }),
        );
      } catch (error) {
        // There is a later snapshot: this one is of no use any more.
        if (error instanceof ConditionalCheckFailedException) return;
        throw storeError(error, tableName);
      }
    },
  };
}

const encodeSnapshot = ({ stream, schema, version, state, closed, at, recent }: Snapshot): Record<string, AttributeValue> => ({
  stream: { S: stream },
  schema: { N: String(schema) },
  version: { N: String(version) },
  state: encodeText(state),
  closed: { BOOL: closed },
  at: { S: at },
  // Three to an entry, without names: they are most of a small snapshot.
  recent: encodeText(JSON.stringify(recent.entries.map(({ commandId, version, at }) => [commandId, version, at]))),
  recentFrom: { N: String(recent.from) },
  ...(recent.before === undefined ? {} : { recentBefore: { S: recent.before } }),
});

/** JSON text, or bytes of it where compression makes them fewer. */
function encodeText(text: string): AttributeValue {
  const packed = compressed(Buffer.from(text), defaultCompressAbove);
  return packed ? { B: packed } : { S: text };
}

function decodeText(text: AttributeValue | undefined): string | undefined {
  try {
    return text?.B ? decompressed(text.B).toString() : text?.S;
  } catch {
    return undefined;
  }
}

/** A snapshot as it was kept; undefined for an item that is none, since a snapshot is but a cache. */
function decodeSnapshot({
  stream,
  schema,
  version,
  state,
  closed,
  at,
  recent,
  recentFrom,
  recentBefore,
}: Record<string, AttributeValue>): Snapshot | undefined {
  const [json, ids] = [decodeText(state), decodeText(recent)];
  if (stream?.S === undefined || json === undefined || at?.S === undefined || ids === undefined) return undefined;
  const numbers = { schema: Number(schema?.N), version: Number(version?.N), from: Number(recentFrom?.N) };
  if (!Object.values(numbers).every((number) => Number.isSafeInteger(number) && number > 0)) return undefined;
  const entries = decodeEntries(ids);
  return (
    entries && {
      stream: stream.S,
      schema: numbers.schema,
      version: numbers.version,
      state: json,
      closed: closed?.BOOL === true,
      at: at.S,
      recent: { entries, from: numbers.from, ...(recentBefore?.S === undefined ? {} : { before: recentBefore.S }) },
    }
  );
}

function decodeEntries(text: string): Remembered[] | undefined {
  try {
    const entries: [string, number, string][] = JSON.parse(text);
    return entries.map(([commandId, version, at]) => ({ commandId, version, at }));
  } catch {
    return undefined;
  }
}

const tooLarge = (stream: string, size: number) =>
  new EventSourcingError({
    code: 'SnapshotTooLarge',
    message: `A snapshot of ${stream} would have ${size} bytes, compressed, ${maxItemBytes} at most fit into an item. It was not kept. Let the state hold less, or several aggregates.`,
    details: { stream, size, limit: maxItemBytes },
  });
