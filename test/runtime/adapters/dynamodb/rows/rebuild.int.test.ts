import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { commitCodec } from '../../../../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import { dynamoDBCommitScan } from '../../../../../runtime/src/adapters/dynamodb/events/commitScan.js';
import { dynamoDBVersionedRecords } from '../../../../../runtime/src/adapters/dynamodb/rows/versionedRecords.js';
import { dynamoDBEventStore, inMemoryEventStore } from '../../../../../runtime/src/index.js';
import { inMemoryVersionedRecords } from '../../../../../runtime/src/projections/slots/inMemoryVersionedRecords.js';
import { createEventsTable, createParkedTable, databaseClient } from '../../../../testTables.js';
import { commitScanContract } from '../../../eventStore/commitScanContract.js';
import { versionedRecordsContract } from '../../../projections/slots/versionedRecordsContract.js';

describe('all commits, in memory', () =>
  commitScanContract(async () => {
    const store = inMemoryEventStore();
    return { store, scan: store };
  }));

describe('all commits, in DynamoDB', () => {
  commitScanContract(async () => {
    const table = { client: await databaseClient(), tableName: await createEventsTable(await databaseClient()) };
    return { store: dynamoDBEventStore(table), scan: dynamoDBCommitScan({ ...table, codec: commitCodec() }) };
  });
});

describe('versioned records, in memory', () => versionedRecordsContract(async () => inMemoryVersionedRecords()));

describe('versioned records, in DynamoDB', () => {
  versionedRecordsContract(async () => {
    const client = DynamoDBDocumentClient.from(await databaseClient());
    return dynamoDBVersionedRecords(client, await createParkedTable(client));
  });
});
