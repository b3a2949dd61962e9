import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDBEventStore } from '../../../runtime/src/index.js';
import { createEventsTable, createGuardsTable, databaseClient } from '../../testTables.js';
import { processContract } from './processContract.js';

describe('a process, on DynamoDB', () => {
  let client: DynamoDBClient;
  before(async () => {
    client = await databaseClient();
  });

  processContract(async () =>
    dynamoDBEventStore({ client, tableName: await createEventsTable(client), guardsTableName: await createGuardsTable(client) }),
  );
});
