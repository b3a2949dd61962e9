import { CreateTableCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDBBookmarks } from '../../../runtime/src/adapters/dynamodb/consumers/bookmarkStore.js';
import { dynamoDBParkedStore } from '../../../runtime/src/adapters/dynamodb/consumers/parkedStore.js';
import { dynamoDBReplayStore } from '../../../runtime/src/adapters/dynamodb/consumers/replayStore.js';
import { dynamoDBSweepCursors } from '../../../runtime/src/adapters/dynamodb/consumers/sweepCursors.js';
import { commitCodec } from '../../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import { dynamoDBCommitScan } from '../../../runtime/src/adapters/dynamodb/events/commitScan.js';
import { dynamoDBStreamTips } from '../../../runtime/src/adapters/dynamodb/events/streamTips.js';
import { dynamoDBRowStore } from '../../../runtime/src/adapters/dynamodb/rows/rowStore.js';
import { dynamoDBVersionedRecords } from '../../../runtime/src/adapters/dynamodb/rows/versionedRecords.js';
import { dynamoDBEventStore, type Slot } from '../../../runtime/src/index.js';
import { eventStoreFromEnvironment } from '../../../runtime/src/lambda/environment.js';
import { guards } from '../../../runtime/src/lambda/guards.js';
import { inline } from '../../../runtime/src/lambda/inline.js';
import { readCommits } from '../table.js';
import { memoryRows } from './memoryStorage.js';
import { gateRequests, type Item } from './requests.js';
import type { RowKeeper, Storage } from './storage.js';

export type TableStorageOptions = {
  readonly client: DynamoDBClient;
  /** Begins the names of its tables: several runs may share a database. */
  readonly run: string;
  /** Told of each commit once it is stored, whoever hears the answer. */
  readonly committed: (item: Item) => void;
};

/** All in tables of DynamoDB, and rows in memory beside them. What is there is read by the words of docs/storage.md, not by the runtime's readers. */
export async function tableStorage({ client, run, committed }: TableStorageOptions): Promise<Storage> {
  const create = tableMaker(client, run);
  const tables = {
    events: await create('events', ['stream', 'S'], ['version', 'N']),
    guards: await create('guards', ['guard', 'S']),
    bookmarks: await create('bookmarks', ['stream', 'S'], ['consumer', 'S']),
    parked: await create('parked', ['consumer', 'S'], ['stream', 'S']),
  };
  gateRequests(client, { eventsTable: tables.events, committed });
  const documents = DynamoDBDocumentClient.from(client);
  return {
    stores: {
      events: dynamoDBEventStore({ client, tableName: tables.events, guardsTableName: tables.guards }),
      bookmarks: dynamoDBBookmarks({ client: documents, tableName: tables.bookmarks }),
      parked: dynamoDBParkedStore({ client: documents, tableName: tables.parked }),
      records: dynamoDBVersionedRecords(documents, tables.parked),
      commits: dynamoDBCommitScan({ client, tableName: tables.events, codec: commitCodec() }),
      tips: dynamoDBStreamTips({ client, tableName: tables.events }),
      sweepCursors: (name) => dynamoDBSweepCursors(documents, tables.parked, name),
      replays: (consumer) => dynamoDBReplayStore(documents, tables.parked, consumer),
    },
    withRows(options) {
      const names = new Map(Object.entries(tables));
      const named = {
        client,
        name: (purpose: string) => names.get(purpose) ?? `${run}-${purpose}`,
      };
      return eventStoreFromEnvironment(named, {}, { guards, inline: inline(options), log: { error: () => {}, warn: () => {} } });
    },
    keepers: [tableRows(client, create, tables.bookmarks), memoryRows()],
    commits: () => readCommits(client, tables.events),
    bookmarks: (consumer) => bookmarksOf(client, tables.bookmarks, consumer),
    async parked() {
      const items = await itemsOf(client, tables.parked);
      return items
        .filter(({ consumer }) => !consumer?.S?.startsWith('sweep/') && consumer?.S !== 'rebuilds')
        .map(({ consumer, stream, version, last }) => ({
          consumer: consumer?.S ?? '',
          stream: stream?.S ?? '',
          version: Number(version?.N),
          last: Number(last?.N),
        }));
    },
    async slots() {
      const notes = (await itemsOf(client, tables.parked)).filter(({ consumer }) => consumer?.S === 'rebuilds');
      const states = notes.find(({ stream }) => stream?.S === 'slots')?.note?.S;
      return new Map(Object.entries(JSON.parse(states ?? '{}')));
    },
  };
}

function tableRows(client: DynamoDBClient, create: ReturnType<typeof tableMaker>, bookmarks: string): RowKeeper {
  const documents = DynamoDBDocumentClient.from(client);
  const tables = new Map<string, string>();
  return {
    store: 'dynamodb',
    inline: true,
    async make(projection, slot) {
      const tableName = await create(slotted(projection.name, slot), ['key', 'S']);
      tables.set(slotted(projection.name, slot), tableName);
      return dynamoDBRowStore({
        client: documents,
        tableName,
        projection,
        bookmarks: { tableName: bookmarks, consumer: `projections/${slotted(projection.name, slot)}` },
      });
    },
    async found(projection, slot) {
      const items = await itemsOf(client, tables.get(slotted(projection, slot)) ?? '');
      return {
        rows: new Map(
          items.map(({ key, position, row }) => [
            key?.S ?? '',
            { position: Number(position?.N), row: row?.S === undefined ? null : JSON.parse(row.S) },
          ]),
        ),
        positions: await bookmarksOf(client, bookmarks, `projections/${slotted(projection, slot)}`),
      };
    },
  };
}

/** What a slot's table, bookmarks and parked streams are called: the first has the plain name. */
const slotted = (projection: string, slot: Slot): string => (slot === 'a' ? projection : `${projection}.b`);

async function bookmarksOf(client: DynamoDBClient, table: string, name: string): Promise<ReadonlyMap<string, number>> {
  const own = (await itemsOf(client, table)).filter(({ consumer }) => consumer?.S === name);
  return new Map(own.map(({ stream, position }) => [stream?.S ?? '', Number(position?.N)]));
}

type Key = readonly [name: string, type: 'S' | 'N'];

function tableMaker(client: DynamoDBClient, run: string) {
  return async (what: string, hash: Key, range?: Key): Promise<string> => {
    const TableName = `${run}-${what}`;
    const keys = range ? [hash, range] : [hash];
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
        KeySchema: keys.map(([AttributeName], index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
    return TableName;
  };
}

async function itemsOf(client: DynamoDBClient, TableName: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) items.push(...Items);
  return items;
}
