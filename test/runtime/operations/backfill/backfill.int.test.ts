import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDBStreamList } from '../../../../runtime/src/adapters/dynamodb/events/streamList.js';
import { dynamoDBEventStore } from '../../../../runtime/src/index.js';
import { createEventsTable, createGuardsTable, databaseClient } from '../../../testTables.js';
import { streamListContract } from '../../eventStore/streamListContract.js';
import { backfillContract } from './backfillContract.js';

describe('on DynamoDB', () => {
  let client: DynamoDBClient;
  before(async () => {
    client = await databaseClient();
  });

  const create = async () => {
    const tableName = await createEventsTable(client);
    const store = dynamoDBEventStore({ client, tableName, guardsTableName: await createGuardsTable(client) });
    return { store, streams: dynamoDBStreamList({ client, tableName }) };
  };

  describe('a list of streams', () => streamListContract(create));
  describe('a back-fill', () => backfillContract(create));
});
