import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDBBookmarks } from '../../../../../runtime/src/adapters/dynamodb/consumers/bookmarkStore.js';
import { dynamoDBParkedStore } from '../../../../../runtime/src/adapters/dynamodb/consumers/parkedStore.js';
import { createBookmarksTable, createParkedTable, databaseClient } from '../../../../testTables.js';
import { bookmarksContract, parkedContract } from '../../../stream/positionContracts.js';

describe('positions in DynamoDB', () => {
  bookmarksContract(async () => {
    const client = await databaseClient();
    return dynamoDBBookmarks({ client: DynamoDBDocumentClient.from(client), tableName: await createBookmarksTable(client) });
  });
});

describe('parked streams in DynamoDB', () => {
  parkedContract(async () => {
    const client = await databaseClient();
    return dynamoDBParkedStore({ client: DynamoDBDocumentClient.from(client), tableName: await createParkedTable(client) });
  });
});
