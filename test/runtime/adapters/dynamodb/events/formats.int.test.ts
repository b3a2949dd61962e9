import { randomBytes } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { avro } from '../../../../../runtime/src/adapters/avro/index.js';
import { type CommitFormat, dynamoDBEventStore } from '../../../../../runtime/src/index.js';
import { createEventsTable, databaseClient } from '../../../../testTables.js';
import { all, commit, opened } from '../../../commitBuilders.js';
import { eventStoreContract } from '../../../eventStore/eventStoreContract.js';
import { inMemoryBlobs } from '../../../inMemoryBlobs.js';

const serialiser = avro({
  Account: {
    Opened: { type: 'record', name: 'Opened', fields: [{ name: 'owner', type: 'string' }] },
    Deposited: { type: 'record', name: 'Deposited', fields: [{ name: 'amount', type: 'double' }] },
  },
});

const formats: Readonly<Record<string, CommitFormat>> = {
  'compressed JSON': { compressAbove: 0 },
  Avro: { serialiser },
};

describe('dynamoDBEventStore, with events as', () => {
  let client: DynamoDBClient;
  let tableName: string;

  before(async () => {
    client = await databaseClient();
    tableName = await createEventsTable(client);
  });

  for (const [name, format] of Object.entries(formats)) {
    describe(name, () => eventStoreContract(async () => dynamoDBEventStore({ client, tableName, ...format })));
  }

  it('a claim stores a commit of a megabyte, and gives it to readers and to whoever comes second', async () => {
    const claimCheck = inMemoryBlobs();
    const store = dynamoDBEventStore({ client, tableName, claimCheck });
    const first = commit('Account/large', 1, [opened(randomBytes(750_000).toString('base64'))]);
    const second = commit('Account/large', 1, [opened('Bob')], { commandId: 'second' });

    const result = await store.append(first);

    expect(result).to.deep.equal({ status: 'appended' });
    expect(await all(store.read('Account/large'))).to.deep.equal([first]);
    expect(await store.append(second)).to.deep.equal({ status: 'versionTaken', by: first });
    expect(await store.transact({ commits: [second], guards: [], checks: [] })).to.deep.equal({
      status: 'versionTaken',
      stream: 'Account/large',
      by: first,
    });
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { stream: { S: 'Account/large' }, version: { N: '1' } } }),
    );
    expect(Item?.claim?.M?.key?.S).to.equal([...claimCheck.blobs.keys()][0]);
  });

  it('a claim stores nothing in the table if it cannot be kept', async () => {
    const down = { ...inMemoryBlobs(), put: () => Promise.reject(new Error('S3 is away')) };
    const store = dynamoDBEventStore({ client, tableName, claimCheck: down });

    const failure = await store.append(commit('Account/away', 1, [opened(randomBytes(750_000).toString('base64'))])).catch(String);

    expect(failure).to.equal('Error: S3 is away');
    expect(await all(store.read('Account/away'))).to.deep.equal([]);
  });
});
