import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type Commit,
  createDispatcher,
  type Dispatcher,
  type DispatcherOptions,
  dynamoDBEventStore,
  dynamoDBSnapshotStore,
  type EventStore,
} from 'serverless-event-sourcing-runtime';
import { encodeCommit } from '../runtime/dist/adapters/dynamodb/events/commitItem.js';
import { createTable } from './database.js';
import { Account, deposit, snapshotEvery } from './domain.js';
import { writeItems } from './writeItems.js';

/** The product on tables of its own: as built, as a service's functions have it. */
export type Product = {
  readonly events: string;
  readonly snapshots: string;
  readonly store: EventStore;
  /** A dispatcher as a new container has it: it knows no stream. */
  dispatcher(options?: Partial<DispatcherOptions>): Dispatcher;
  /** Another one on the same tables, by another client. */
  through(client: DynamoDBClient): Product;
};

export async function createProduct(client: DynamoDBClient): Promise<Product> {
  const events = await createTable(client, 'stream', 'version');
  const snapshots = await createTable(client, 'stream', 'schema');
  return productOn(client, events, snapshots);
}

function productOn(client: DynamoDBClient, events: string, snapshots: string): Product {
  const store = dynamoDBEventStore({ client, tableName: events });
  const kept = dynamoDBSnapshotStore({ client, tableName: snapshots });
  return {
    events,
    snapshots,
    store,
    dispatcher: (options) => createDispatcher({ aggregates: [Account], store, snapshots: kept, snapshotEvery, ...options }),
    through: (other) => productOn(other, events, snapshots),
  };
}

export type Seed = {
  readonly events: number;
  /** Milliseconds between two commits; the last one is that long ago. Default: a minute. */
  readonly apart?: number;
  /** Events of a commit. Default: 1. */
  readonly each?: number;
};

const minute = 60_000;

/** The commits of an account that got so many deposits. */
function* commitsOf(id: string, { events, apart = minute, each = 1 }: Seed): Generator<Commit> {
  const end = Date.now();
  for (let version = 1; version <= events; version += each) {
    const commandId = hashLike(version);
    yield {
      stream: `Account/${id}`,
      version,
      last: version + each - 1,
      command: 'Deposit',
      events: Array.from({ length: each }, (_, index) => ({ type: 'Deposited', data: deposit(version + index) })),
      closes: false,
      at: new Date(end - (events - version + 1) * apart).toISOString(),
      commandId,
      correlationId: commandId,
      causationId: commandId,
      metadata: {},
    };
  }
}

// As long as the product's own.
const hashLike = (number: number): string => `seeded${number}`.padEnd(22, '-');

/** Writes an account's commits into the product's table. */
export async function seedProduct(client: DynamoDBClient, product: Product, id: string, seed: Seed): Promise<void> {
  await writeItems(client, product.events, encoded(commitsOf(id, seed)));
}

function* encoded(commits: Iterable<Commit>) {
  for (const commit of commits) yield encodeCommit(commit);
}
