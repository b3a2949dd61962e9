import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AnyProjection, type Commit, defineProjection, dynamoDBEventStore, object } from 'serverless-event-sourcing-runtime';
import { dynamoDBParkedStore } from '../runtime/dist/adapters/dynamodb/consumers/parkedStore.js';
import { dynamoDBRowStore } from '../runtime/dist/adapters/dynamodb/rows/rowStore.js';
import { projectionConsumer } from '../runtime/dist/projections/projectionConsumer.js';
import { deliver } from '../runtime/dist/stream/deliver.js';
import type { ParkedStore } from '../runtime/dist/stream/parked/parked.js';
import { createValidator } from '../runtime/dist/validation/validator.js';
import { createTable } from './database.js';
import { Account, deposit, deposited, noDeposits } from './domain.js';

const row = object({ balance: { type: 'number' }, deposits: { type: 'number' } });

/** A row for each account. */
const balances = defineProjection({
  name: 'balances',
  from: [Account],
  row,
  evolve: { Deposited: (before, { data }) => deposited(before ?? noDeposits(), data) },
});

/** Rows that many accounts feed: those whose ids end alike. */
const branches = defineProjection({
  name: 'branches',
  from: [Account],
  row,
  key: ({ aggregateId }) => aggregateId.slice(-1),
  commutes: true,
  evolve: { Deposited: (before, { data }) => deposited(before ?? noDeposits(), data) },
});

/** A projection at work, as a function has it. */
export type Projecting = {
  /** Tables that it writes rows and positions to. */
  readonly tables: readonly string[];
  readonly parked: ParkedStore;
  readonly name: string;
  /** Takes a batch of the table's stream. @throws when something of it was not taken */
  take(commits: readonly Commit[]): Promise<void>;
};

const validate = createValidator();

export const projectBalances = (client: DynamoDBClient): Promise<Projecting> => project(client, balances);
export const projectBranches = (client: DynamoDBClient): Promise<Projecting> => project(client, branches);

async function project(client: DynamoDBClient, projection: AnyProjection): Promise<Projecting> {
  const documents = DynamoDBDocumentClient.from(client);
  const [rowsTable, bookmarks, parkedTable] = [
    await createKeyTable(client, 'key'),
    await createKeyTable(client, 'stream', 'consumer'),
    await createKeyTable(client, 'consumer', 'stream'),
  ];
  const store = dynamoDBEventStore({ client, tableName: await createTable(client, 'stream', 'version') });
  const parked = dynamoDBParkedStore({ client: documents, tableName: parkedTable });
  const rows = dynamoDBRowStore({
    client: documents,
    tableName: rowsTable,
    projection,
    bookmarks: { tableName: bookmarks, consumer: `projections/${projection.name}` },
  });
  const consumer = projectionConsumer({ projection, rows, store, validate });
  const runtime = {
    ...{ store, parked, now: () => new Date(), sleep: async () => {}, timeLeft: () => Number.POSITIVE_INFINITY },
    onParked({ error }: { readonly error: unknown }) {
      throw error;
    },
  };
  return {
    tables: [rowsTable, bookmarks],
    parked,
    name: consumer.name,
    async take(commits) {
      const deliveries = commits.map((commit, index) => ({ sequenceNumber: String(index), commit }));
      const [failure] = await deliver(deliveries, [consumer], runtime);
      if (failure) throw failure.error;
    },
  };
}

let tables = 0;

/** Makes a table whose key is one text or two; gives its name. */
export async function createKeyTable(client: DynamoDBClient, ...keys: readonly string[]): Promise<string> {
  const TableName = `bench-rows-${process.pid}-${++tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
  return TableName;
}

/** Commits of one event each: so many of each account, as the table's stream brings them, the accounts in turns. */
export function commitsOf(ids: readonly string[], each: number): readonly Commit[] {
  return Array.from({ length: each }, (_, index) => ids.map((id) => commitOf(id, index + 1))).flat();
}

export function commitOf(id: string, version: number): Commit {
  const commandId = `command-${id}-${version}`;
  return {
    ...{ stream: `Account/${id}`, version, last: version, command: 'Deposit', closes: false, metadata: {} },
    events: [{ type: 'Deposited', data: deposit(version) }],
    at: new Date().toISOString(),
    ...{ commandId, correlationId: commandId, causationId: commandId },
  };
}
