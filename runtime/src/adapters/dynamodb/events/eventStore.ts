import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defined } from '../../../domain/defined.js';
import type { BlobStore } from '../../../eventStore/blobStore.js';
import type { EventStore } from '../../../eventStore/eventStore.js';
import type { EventFormatOptions } from '../../../serialisers/eventFormat.js';
import { claims } from './claim.js';
import { commitCodec } from './commitCodec.js';
import { commitStore } from './commitStore.js';
import { transactions } from './transactions.js';

/** How commits become items: the serialiser of their events, compression, and where events go that are too large for an item. */
export type CommitFormat = EventFormatOptions & {
  /** Keeps the events of commits that are larger than DynamoDB's 400 KB. Without it, such commits are refused. */
  readonly claimCheck?: BlobStore;
};

export type DynamoDBEventStoreOptions = CommitFormat & {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Table of guards, key `guard` (string, HASH): for unique values, and command ids that are kept for ever. */
  readonly guardsTableName?: string;
};

/**
 * An event store on a DynamoDB table: one item a commit, appended by a conditional put, read by consistent queries.
 * The table's key is `stream` (string, HASH) and `version` (number, RANGE).
 */
export function dynamoDBEventStore({ client, tableName, guardsTableName, claimCheck, ...format }: DynamoDBEventStoreOptions): EventStore {
  const table = { client, tableName, codec: commitCodec({ ...format, ...defined({ claims: claimCheck && claims(claimCheck) }) }) };
  return { ...commitStore(table), ...transactions(table, guardsTableName) };
}
