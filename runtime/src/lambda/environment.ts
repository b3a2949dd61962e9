import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CommitFormat } from '../dynamodb/commitCodec.js';
import { dynamoDBEventStore } from '../dynamodb/eventStore.js';
import { dynamoDBSnapshotStore } from '../dynamodb/snapshotStore.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { SnapshotStore } from '../eventStore/snapshotStore.js';

/** Name of the variable that tells a function its tables: JSON, from what a table is for to its name. Written by the plugin. */
const tablesVariable = 'EVENT_SOURCING_TABLES';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The tables that a function's environment names, and one client for them: connections are kept between invocations. */
export type Tables = { readonly client: DynamoDBClient; has(purpose: string): boolean; name(purpose: string): string };

/** What commands need. */
export type EventStores = { readonly events: EventStore; readonly snapshots?: SnapshotStore };

/** The tables that a function's environment names. @throws Error when the variable is missing; `name`, for a table that is not there */
export function tablesFromEnvironment(environment: Environment = process.env): Tables {
  const names = parseTables(environment[tablesVariable]);
  return {
    client: new DynamoDBClient({}),
    has: (purpose) => names.has(purpose),
    name(purpose) {
      const name = names.get(purpose);
      if (name !== undefined) return name;
      throw new Error(`${tablesVariable} names no table for '${purpose}', only for ${[...names.keys()].join(', ')}.`);
    },
  };
}

/** The stores of events and snapshots. @throws Error when the environment names no table for events */
export function eventStoresFromEnvironment(
  format: CommitFormat = {},
  { client, has, name }: Tables = tablesFromEnvironment(),
): EventStores {
  return {
    events: dynamoDBEventStore({
      client,
      tableName: name('events'),
      ...(has('guards') ? { guardsTableName: name('guards') } : {}),
      ...format,
    }),
    ...(has('snapshots') ? { snapshots: dynamoDBSnapshotStore({ client, tableName: name('snapshots') }) } : {}),
  };
}

function parseTables(value: string | undefined): ReadonlyMap<string, string> {
  if (value === undefined) throw new Error(`${tablesVariable} is not set: this handler runs in a function that the plugin made.`);
  return new Map(Object.entries<string>(JSON.parse(value)));
}
