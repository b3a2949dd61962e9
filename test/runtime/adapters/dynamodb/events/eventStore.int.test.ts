import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { encodeCommit } from '../../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import { dynamoDBEventStore } from '../../../../../runtime/src/index.js';
import { createEventsTable, createGuardsTable, databaseClient } from '../../../../testTables.js';
import { caught } from '../../../caught.js';
import { all, commit, deposited, opened } from '../../../commitBuilders.js';
import { eventStoreContract } from '../../../eventStore/eventStoreContract.js';
import { transactionContract } from '../../../eventStore/transactionContract.js';

describe('dynamoDBEventStore', () => {
  let client: DynamoDBClient;
  let tableName: string;

  before(async () => {
    client = await databaseClient();
    tableName = await createEventsTable(client);
  });

  eventStoreContract(async () => dynamoDBEventStore({ client, tableName }));

  describe('with a table of guards', () => {
    let guardsTableName: string;
    before(async () => {
      guardsTableName = await createGuardsTable(client);
    });

    transactionContract(async () => dynamoDBEventStore({ client, tableName, guardsTableName }));

    it("gives a guard up that was another's when it was asked for, and was given to its stream before it was stored", async () => {
      const key = `Account/unique/email/${crypto.randomUUID()}`;
      const stream = `Account/${crypto.randomUUID()}`;
      const store = dynamoDBEventStore({ client, tableName, guardsTableName });
      const put = (owner: string) =>
        client.send(new PutItemCommand({ TableName: guardsTableName, Item: { guard: { S: key }, owner: { S: owner } } }));
      await put('Account/another');
      const watched = await databaseClient();
      let sent = 0;
      watched.middlewareStack.add(
        (next) => async (args) => {
          sent += 1;
          if (sent === 2) await put(stream);
          return next(args);
        },
        { step: 'initialize' },
      );

      const result = await dynamoDBEventStore({ client: watched, tableName, guardsTableName }).transact({
        commits: [commit(stream, 1, [opened()])],
        guards: [{ action: 'release', guard: { key, owner: stream } }],
        checks: [],
      });

      expect(result).to.deep.equal({ status: 'appended' });
      expect(sent).to.equal(3);
      expect(await store.loadGuard(key)).to.equal(undefined);
      expect(await all(store.read(stream))).to.have.length(1);
    });
  });

  it('stores a commit with the attributes that docs/storage.md lists', async () => {
    const stream = `Account/${crypto.randomUUID()}`;
    await dynamoDBEventStore({ client, tableName }).append(
      commit(stream, 1, [opened('Ann'), deposited(1), deposited(2)], { closes: true, metadata: { actor: 'ann' } }),
    );

    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: { stream: { S: stream }, version: { N: '1' } } }));

    expect(Item?.types?.SS).to.have.members(['Opened', 'Deposited']);
    expect(Item).to.deep.include({
      last: { N: '3' },
      events: { S: JSON.stringify([opened('Ann'), deposited(1), deposited(2)]) },
      closes: { BOOL: true },
      at: { S: '2026-01-01T00:00:00.000Z' },
      metadata: { S: '{"actor":"ann"}' },
    });
  });

  it('refuses a commit that no item can hold, with its size', async () => {
    const store = dynamoDBEventStore({ client, tableName, compressAbove: false });

    const error = await caught(store.append(commit('Account/large', 1, [opened('x'.repeat(500_000))])));

    expect(error).to.include({ code: 'CommitTooLarge' });
    expect(error.message).to.match(/500,?\d{3} bytes, 409600 at most/);
  });

  it('counts bytes as DynamoDB does: the largest commit that it lets through is stored', async () => {
    const store = dynamoDBEventStore({ client, tableName, compressAbove: false });
    const bare = commit('Account/edge', 1, [opened('')], {});
    const error = await caught(store.append({ ...bare, events: [opened('x'.repeat(500_000))] }));
    const { size, limit } = error.details as { size: number; limit: number };
    const fits = 500_000 - (size - limit);

    const result = await store.append({ ...bare, events: [opened('x'.repeat(fits))] });

    expect(result.status).to.equal('appended');
    expect(await all(store.read('Account/edge'))).to.have.length(1);
  });

  it('says of a table that is not there that the store refused, never that a stream is empty', async () => {
    const store = dynamoDBEventStore({ client, tableName: 'nowhere' });

    expect(await caught(all(store.read('Account/1')))).to.include({ code: 'StoreRefused' });
    expect(await caught(store.append(commit('Account/1', 1, [opened()])))).to.include({ code: 'StoreRefused' });
  });

  for (const [name, code] of [
    ['ProvisionedThroughputExceededException', 'StoreThrottled'],
    ['ThrottlingException', 'StoreThrottled'],
    ['InternalServerError', 'StoreUnavailable'],
    ['TimeoutError', 'StoreUnavailable'],
  ] as const) {
    it(`tells DynamoDB's ${name} as ${code}`, async () => {
      const failing = await databaseClient();
      failing.middlewareStack.add(() => () => Promise.reject(Object.assign(new Error('injected'), { name })), { step: 'initialize' });
      const store = dynamoDBEventStore({ client: failing, tableName });

      expect(await caught(all(store.read('Account/1')))).to.include({ code });
      expect(await caught(store.append(commit('Account/1', 1, [opened()])))).to.include({ code });
    });
  }

  it('names an item that is no commit', async () => {
    await client.send(new PutItemCommand({ TableName: tableName, Item: { stream: { S: 'Account/odd' }, version: { N: '1' } } }));

    const error = await caught(all(dynamoDBEventStore({ client, tableName }).read('Account/odd')));

    expect(error).to.include({ code: 'StreamCorrupt' });
    expect(error.message).to.include('Account/odd');
    expect(error.message).to.include('last');
  });

  for (const outcome of ['{"code', 'null', '{}', '{"code":1}']) {
    it(`takes no commit for accepted whose outcome cannot be read: ${outcome}`, async () => {
      const stream = `Account/${crypto.randomUUID()}`;
      const item = encodeCommit(commit(stream, 1, [opened()]));
      await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, outcome: { S: outcome } } }));

      const error = await caught(all(dynamoDBEventStore({ client, tableName }).read(stream)));

      expect(error).to.include({ code: 'StreamCorrupt' });
      expect(error.message).to.include('outcome');
    });
  }
});
