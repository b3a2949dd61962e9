import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CommitFormat } from '../dynamodb/commitCodec.js';
import { dynamoDBRowStore } from '../dynamodb/rowStore.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { AnyProjection } from '../projections/projection.js';
import type { RowStore } from '../projections/rowStore.js';
import { eventStoresFromEnvironment, tablesFromEnvironment } from './environment.js';

/** Stores of one container, on one client. Apart from the environment, since commands need no rows and so no lib-dynamodb. */
export type Stores = { readonly events: EventStore; rowsOf(projection: AnyProjection): RowStore };

/** The stores that a function's environment names. @throws Error when the variable is missing or lacks a table */
export function storesFromEnvironment(format: CommitFormat = {}): Stores {
  const tables = tablesFromEnvironment();
  const { events } = eventStoresFromEnvironment(format, tables);
  const client = DynamoDBDocumentClient.from(tables.client);
  return { events, rowsOf: (projection) => dynamoDBRowStore({ client, tableName: tables.name(projection.name), projection }) };
}
