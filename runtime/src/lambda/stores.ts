import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CodecOptions } from '../dynamodb/commitCodec.js';
import { dynamoDBRowStore } from '../dynamodb/rowStore.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { AnyProjection } from '../projections/projection.js';
import type { RowStore } from '../projections/rowStore.js';
import { eventStoreFromEnvironment, tablesFromEnvironment } from './environment.js';

/** Stores of one container, on one client. Apart from the environment, since commands need no rows and so no lib-dynamodb. */
export type Stores = { readonly events: EventStore; rowsOf(projection: AnyProjection): RowStore };

/** The stores that a function's environment names. @throws Error when the variable is missing or lacks a table */
export function storesFromEnvironment(format: CodecOptions = {}): Stores {
  const tables = tablesFromEnvironment();
  const events = eventStoreFromEnvironment(tables, format);
  const client = DynamoDBDocumentClient.from(tables.client);
  return { events, rowsOf: (projection) => dynamoDBRowStore({ client, tableName: tables.name(projection.name), projection }) };
}
