import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDBEventStore } from '../../../../runtime/src/index.js';
import { createEventsTable, createGuardsTable, databaseClient } from '../../../testTables.js';
import { recordedRejectionContract } from './recordedRejectionContract.js';

describe('a command that records its rejections, on DynamoDB,', () => {
  let client: DynamoDBClient;
  let tables: { readonly tableName: string; readonly guardsTableName: string };

  before(async () => {
    client = await databaseClient();
    tables = { tableName: await createEventsTable(client), guardsTableName: await createGuardsTable(client) };
  });

  recordedRejectionContract(async () => dynamoDBEventStore({ client, ...tables }));
});
