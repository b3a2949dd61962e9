import { randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { dynamoDBSnapshotStore, type Snapshot } from '../../../../../runtime/src/index.js';
import { createSnapshotsTable, databaseClient } from '../../../../testTables.js';
import { caught } from '../../../caught.js';
import { snapshotStoreContract } from '../../../eventStore/snapshotContract.js';

const small: Snapshot = {
  stream: 'Account/1',
  schema: 1,
  version: 1,
  state: '{}',
  closed: false,
  at: '2026-01-01T00:00:00.000Z',
  recent: { entries: [], from: 1 },
};

describe('the snapshot store in DynamoDB', () => {
  let client: DynamoDBClient;
  let tableName: string;

  before(async () => {
    client = await databaseClient();
    tableName = await createSnapshotsTable(client);
  });

  snapshotStoreContract(async () => dynamoDBSnapshotStore({ client, tableName }));

  it('has none where the item is no snapshot', async () => {
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: { stream: { S: 'Account/odd' }, schema: { N: '1' }, state: { S: '{}' } } }),
    );

    expect(await dynamoDBSnapshotStore({ client, tableName }).load('Account/odd', 1)).to.equal(undefined);
  });

  it('keeps a large state, compressed', async () => {
    const store = dynamoDBSnapshotStore({ client, tableName });
    const large = { ...small, stream: 'Account/large', state: JSON.stringify({ notes: 'a note. '.repeat(200_000) }) };

    await store.save(large);

    expect(await store.load('Account/large', large.schema)).to.deep.equal(large);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { stream: { S: 'Account/large' }, schema: { N: String(large.schema) } } }),
    );
    expect(Item?.state?.B?.length).to.be.below(10_000);
  });

  it('refuses a state that no item can hold, with its size and the limit', async () => {
    const huge = { ...small, stream: 'Account/huge', state: JSON.stringify(randomBytes(600_000).toString('base64')) };

    const error = await caught(dynamoDBSnapshotStore({ client, tableName }).save(huge));

    expect(error).to.include({ code: 'SnapshotTooLarge' });
    expect(error.message).to.match(/Account\/huge would have 60\d{4} bytes, compressed, 409600 at most/);
  });

  it('tells that its table is missing', async () => {
    const error = await caught(dynamoDBSnapshotStore({ client, tableName: 'missing' }).load('Account/1', 1));

    expect(error).to.include({ code: 'StoreRefused' });
  });
});
