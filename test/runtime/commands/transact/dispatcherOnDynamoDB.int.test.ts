import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDBEventStore } from '../../../../runtime/src/index.js';
import { createEventsTable, createGuardsTable, databaseClient } from '../../../testTables.js';
import { transactContract } from './transactContract.js';
import { uniqueContract } from './uniqueContract.js';
import { valueMovesContract } from './valueMovesContract.js';

describe('on dynamoDBEventStore', () => {
  let client: DynamoDBClient;
  before(async () => {
    client = await databaseClient();
  });

  const create = async () =>
    dynamoDBEventStore({ client, tableName: await createEventsTable(client), guardsTableName: await createGuardsTable(client) });
  uniqueContract(create);
  transactContract(create, 10);
  valueMovesContract(create, 5);
});
