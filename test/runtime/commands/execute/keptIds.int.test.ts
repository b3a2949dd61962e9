import { dynamoDBEventStore } from '../../../../runtime/src/index.js';
import { createEventsTable, createGuardsTable, databaseClient } from '../../../testTables.js';
import { keptIdsContract } from './keptIdsContract.js';

describe('a dispatcher that keeps ids for ever, on DynamoDB', () => {
  let tableName: string;
  let guardsTableName: string;

  before(async () => {
    const client = await databaseClient();
    [tableName, guardsTableName] = await Promise.all([createEventsTable(client), createGuardsTable(client)]);
  });

  keptIdsContract(async () => dynamoDBEventStore({ client: await databaseClient(), tableName, guardsTableName }));
});
