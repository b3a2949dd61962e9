import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command, EventStore, EventType, type EventTypeDetails, tuple } from '@castore/core';
import {
  DynamoDBSingleTableEventStorageAdapter,
  EVENT_TABLE_EVENT_STORE_ID_KEY,
  EVENT_TABLE_INITIAL_EVENT_INDEX_NAME,
  EVENT_TABLE_PK,
  EVENT_TABLE_SK,
  EVENT_TABLE_TIMESTAMP_KEY,
} from '@castore/event-storage-adapter-dynamodb';
import { createTable } from '../database.js';
import { type AccountState, type Deposit, deposit, deposited, noDeposits } from '../domain.js';
import { type Item, writeItems } from '../writeItems.js';

const depositedType = new EventType<'Deposited', Deposit>({ type: 'Deposited' });
const eventTypes = [depositedType];
type Deposited = EventTypeDetails<typeof eventTypes>;
type Account = AccountState & { readonly aggregateId: string; readonly version: number };

const reducer = (account: Account | undefined, { aggregateId, version, payload }: Deposited): Account => ({
  ...deposited(account ?? noDeposits(), payload),
  aggregateId,
  version,
});

/** Castore with its DynamoDB adapter for one table, as its documentation has it: a command loads its aggregate and pushes an event. */
export type Castore = {
  readonly table: string;
  deposit(id: string, data: Deposit): Promise<void>;
  seed(id: string, events: number): Promise<void>;
};

export async function createCastore(client: DynamoDBClient): Promise<Castore> {
  const table = await createTable(client, EVENT_TABLE_PK, EVENT_TABLE_SK, {
    attributes: { [EVENT_TABLE_EVENT_STORE_ID_KEY]: 'S', [EVENT_TABLE_TIMESTAMP_KEY]: 'S' },
    GlobalSecondaryIndexes: [
      {
        IndexName: EVENT_TABLE_INITIAL_EVENT_INDEX_NAME,
        KeySchema: [
          { AttributeName: EVENT_TABLE_EVENT_STORE_ID_KEY, KeyType: 'HASH' },
          { AttributeName: EVENT_TABLE_TIMESTAMP_KEY, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  const adapter = new DynamoDBSingleTableEventStorageAdapter({ tableName: table, dynamoDBClient: client });
  const accounts = new EventStore({ eventStoreId: 'Accounts', eventTypes, reducer, eventStorageAdapter: adapter });

  const command = new Command({
    commandId: 'Deposit',
    requiredEventStores: tuple(accounts),
    handler: async ({ id, data }: { id: string; data: Deposit }, [store]) => {
      const { aggregate } = await store.getExistingAggregate(id);
      await store.pushEvent({ aggregateId: id, version: aggregate.version + 1, type: 'Deposited', payload: data });
    },
  });

  return {
    table,
    deposit: (id, data) => command.handler({ id, data }, [accounts]),
    seed: (id, events) => writeItems(client, table, items(adapter, id, events)),
  };
}

function* items(adapter: DynamoDBSingleTableEventStorageAdapter, id: string, events: number): Generator<Item> {
  for (let version = 1; version <= events; version++) {
    const event = { aggregateId: id, version, type: 'Deposited', payload: deposit(version), timestamp: new Date().toISOString() };
    yield adapter.getPushEventInput(event, { eventStoreId: 'Accounts' }).Item ?? {};
  }
}
