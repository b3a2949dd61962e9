// Makes the rows of all accounts in a process of its own, by a rebuild or by the bare SDK, and tells how long it took and how much memory: what is
// resident, or where garbage is collected before each look, what is kept.
import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { defineProjection, dynamoDBEventStore, object } from 'serverless-event-sourcing-runtime';
import { dynamoDBParkedStore } from '../runtime/dist/adapters/dynamodb/consumers/parkedStore.js';
import { commitCodec } from '../runtime/dist/adapters/dynamodb/events/commitCodec.js';
import { dynamoDBCommitScan } from '../runtime/dist/adapters/dynamodb/events/commitScan.js';
import { dynamoDBRowStore } from '../runtime/dist/adapters/dynamodb/rows/rowStore.js';
import { dynamoDBVersionedRecords } from '../runtime/dist/adapters/dynamodb/rows/versionedRecords.js';
import { rebuild } from '../runtime/dist/operations/rebuild/rebuild.js';
import { projectionConsumer } from '../runtime/dist/projections/projectionConsumer.js';
import { recordedSlots, slotConsumerName } from '../runtime/dist/projections/slots/slots.js';
import { createValidator } from '../runtime/dist/validation/validator.js';
import { clientOf } from './database.js';
import { Account, type AccountState, deposited } from './domain.js';
import { scanAndWrite } from './peers/rowsFloor.js';
import type { Item } from './writeItems.js';

const [endpoint = '', events = '', table = '', parkedTable = '', contender = '', looking = ''] = process.argv.slice(2);
const client = clientOf(endpoint);

const balances = defineProjection({
  name: 'balances',
  from: [Account],
  row: object({ id: { type: 'string' }, balance: { type: 'number' }, deposits: { type: 'integer' } }),
  evolve: {
    Deposited: (row, { aggregateId, data }) => ({ id: aggregateId, ...deposited(row ?? nothing, data) }),
  },
});

const nothing: AccountState = { balance: 0, deposits: 0 };

async function ours(): Promise<void> {
  const documents = DynamoDBDocumentClient.from(client);
  const store = dynamoDBEventStore({ client, tableName: events });
  const records = dynamoDBVersionedRecords(documents, parkedTable);
  const rows = dynamoDBRowStore({ client: documents, tableName: table, projection: balances });
  const consumer = projectionConsumer({
    projection: balances,
    rows,
    store,
    validate: createValidator(),
    name: slotConsumerName('balances', 'b'),
    fresh: true,
  });
  const runtime = {
    store,
    parked: dynamoDBParkedStore({ client: documents, tableName: parkedTable }),
    now: () => new Date(),
    sleep: (milliseconds: number) => new Promise<void>((wake) => setTimeout(wake, milliseconds)),
    timeLeft: () => Number.POSITIVE_INFINITY,
    onParked: () => {
      throw new Error('Nothing is to be parked here.');
    },
  };
  const rebuilding = {
    projection: balances,
    records,
    slots: recordedSlots(records),
    scan: dynamoDBCommitScan({ client, tableName: events, codec: commitCodec() }),
    // The slot that is left is another table, and empty.
    rowsIn: () => ({ ...rows, clear: async () => true }),
    consumerOf: () => consumer,
    code: '',
    newId: randomUUID,
  };
  const { status } = await rebuild(
    { eventSourcing: 'rebuild', projection: 'balances', runner: 'bench', settleSeconds: 0 },
    rebuilding,
    runtime,
  );
  if (status !== 'done') throw new Error(`The rebuild is ${status}.`);
}

function keptBytes(): number {
  if (!global.gc) throw new Error('Node needs --expose-gc to tell what is kept.');
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const [look, every] = looking === 'kept' ? [keptBytes, 100] : [process.memoryUsage.rss, 20];
let bytes = look();
const watch = setInterval(() => {
  bytes = Math.max(bytes, look());
}, every);
const start = performance.now();
await (contender === 'floor' ? scanAndWrite(client, events, table) : ours());
const seconds = (performance.now() - start) / 1000;
clearInterval(watch);
let count = 0;
let from: Item | undefined;
do {
  const page = await client.send(new ScanCommand({ TableName: table, Select: 'COUNT', ...(from ? { ExclusiveStartKey: from } : {}) }));
  count += page.Count ?? 0;
  from = page.LastEvaluatedKey;
} while (from);
console.log(JSON.stringify({ rows: count, seconds, bytes }));
