import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDBParkedStore } from '../adapters/dynamodb/consumers/parkedStore.js';
import { type CodecOptions, commitCodec } from '../adapters/dynamodb/events/commitCodec.js';
import { commitStore } from '../adapters/dynamodb/events/commitStore.js';
import { dynamoDBStreamList } from '../adapters/dynamodb/events/streamList.js';
import { transactions } from '../adapters/dynamodb/events/transactions.js';
import { dynamoDBVersionedRecords } from '../adapters/dynamodb/rows/versionedRecords.js';
import { dynamoDBSnapshotStore } from '../adapters/dynamodb/snapshots/snapshotStore.js';
import { createSnapshots } from '../commands/state/createSnapshots.js';
import type { AnyAggregate } from '../domain/aggregates/aggregate.js';
import { defined } from '../domain/defined.js';
import { EventSourcingError } from '../domain/errors.js';
import type { AdminConnection, AwsAccess, ConnectAdmin, ConsumerStatus } from '../model/admin.js';
import { backfill } from '../operations/backfill/backfill.js';
import type { Work } from '../operations/backfill/work.js';
import { rowsStatus } from '../operations/status/rowsStatus.js';
import { statusOf } from '../operations/status/status.js';
import { projectionOf } from '../projections/projectionConsumerName.js';
import { parkedInSlots } from '../projections/slots/parkedInSlots.js';
import { recordedSlots } from '../projections/slots/slots.js';

export type AdministrationOptions = {
  readonly aggregates: readonly AnyAggregate[];
  /** What commits are written as; told how to reach AWS, for a bucket that keeps large ones. Default: JSON. */
  readonly format?: (access: AwsAccess) => CodecOptions;
};

/** Administration of the tables of some aggregates, from a person's machine: the plugin's commands call it. */
export const administration =
  ({ aggregates, format = () => ({}) }: AdministrationOptions): ConnectAdmin =>
  (connection) => {
    const client = clientOf(connection);
    const work = workOn(client, connection.tables, format(connection));
    return {
      status: (consumers) => statusOfAll(client, connection.tables.parked, consumers),
      backfill: ({ aggregate, ...options }) => backfill(work, find(aggregates, aggregate), options),
      close: () => client.destroy(),
    };
  };

// Adaptive retries: slow this operator down rather than live traffic.
const clientOf = ({ region, credentials, endpoint }: AdminConnection): DynamoDBClient =>
  new DynamoDBClient({
    region,
    retryMode: 'adaptive',
    maxAttempts: 10,
    ...defined({ credentials, endpoint }),
  });

function workOn(client: DynamoDBClient, { events, guards, snapshots }: AdminConnection['tables'], format: CodecOptions): Work {
  const table = { client, tableName: events, codec: commitCodec(format) };
  return {
    store: { ...commitStore(table), ...transactions(table, guards) },
    streams: dynamoDBStreamList(table),
    // Only read: every event could have one. One that cannot be read costs a longer read, which is no news here.
    ...(snapshots === undefined
      ? {}
      : { snapshots: createSnapshots(dynamoDBSnapshotStore({ client, tableName: snapshots }), 1, () => {}) }),
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
  };
}

async function statusOfAll(
  client: DynamoDBClient,
  tableName: string | undefined,
  consumers: readonly string[],
): Promise<readonly ConsumerStatus[]> {
  if (tableName === undefined) return [];
  const documents = DynamoDBDocumentClient.from(client);
  const records = dynamoDBVersionedRecords(documents, tableName);
  const states = await recordedSlots(records).load();
  const parked = parkedInSlots(dynamoDBParkedStore({ client: documents, tableName }), states);
  return Promise.all(
    consumers.map(async (consumer) => {
      const projection = projectionOf(consumer);
      const status = await statusOf(parked, consumer);
      if (projection === undefined) return status;
      return { ...status, rows: await rowsStatus({ projection, state: states.get(projection), records, parked, now: Date.now() }) };
    }),
  );
}

function find(aggregates: readonly AnyAggregate[], name: string): AnyAggregate {
  const found = aggregates.find((aggregate) => aggregate.name === name);
  if (found) return found;
  throw new EventSourcingError({
    code: 'UnknownAggregate',
    message: `There is no aggregate '${name}' here, only ${aggregates.map((aggregate) => aggregate.name).join(', ')}.`,
    details: { aggregate: name },
  });
}
