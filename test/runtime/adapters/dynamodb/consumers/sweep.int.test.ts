import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { dynamoDBParkedStore } from '../../../../../runtime/src/adapters/dynamodb/consumers/parkedStore.js';
import { dynamoDBReplayStore } from '../../../../../runtime/src/adapters/dynamodb/consumers/replayStore.js';
import { dynamoDBSweepCursors } from '../../../../../runtime/src/adapters/dynamodb/consumers/sweepCursors.js';
import { dynamoDBStreamTips } from '../../../../../runtime/src/adapters/dynamodb/events/streamTips.js';
import { dynamoDBEventStore, inMemoryEventStore } from '../../../../../runtime/src/index.js';
import { createEventsTable, createParkedTable, databaseClient } from '../../../../testTables.js';
import { streamTipsContract } from '../../../eventStore/streamTipsContract.js';

describe('how far streams have got, in memory', () =>
  streamTipsContract(async () => {
    const store = inMemoryEventStore();
    return { store, tips: store };
  }));

describe('how far streams have got, in DynamoDB', () => {
  streamTipsContract(async () => {
    const client = await databaseClient();
    const table = { client, tableName: await createEventsTable(client) };
    return { store: dynamoDBEventStore({ ...table, compressAbove: false }), tips: dynamoDBStreamTips(table) };
  });
});

describe('where a sweep stands, in DynamoDB', () => {
  it('is kept for each function, and parked for nobody', async () => {
    const client = DynamoDBDocumentClient.from(await databaseClient());
    const tableName = await createParkedTable(client);
    const [projections, reactions] = ['projections', 'reactions'].map((name) => dynamoDBSweepCursors(client, tableName, name));

    const before = await projections?.load();
    await projections?.save(['a', null, '']);
    await projections?.save(['b', null, '']);

    expect(before).to.equal(undefined);
    expect(await projections?.load()).to.deep.equal(['b', null, '']);
    expect(await reactions?.load()).to.equal(undefined);
    expect(await dynamoDBParkedStore({ client, tableName }).count('projections')).to.equal(0);
  });
});

describe('where a replay stands, in DynamoDB', () => {
  it('is kept for each publisher until it is done, and parked for nobody', async () => {
    const client = DynamoDBDocumentClient.from(await databaseClient());
    const tableName = await createParkedTable(client);
    const [audit, prices] = ['publishers/audit', 'publishers/prices'].map((name) => dynamoDBReplayStore(client, tableName, name));

    await audit?.save({ events: 1 });
    await audit?.save({ events: 2, cursor: { at: 'x', reached: { 'Item/1': 3 } } });
    const kept = await audit?.load();
    const others = await prices?.load();
    await audit?.remove();

    expect(kept).to.deep.equal({ events: 2, cursor: { at: 'x', reached: { 'Item/1': 3 } } });
    expect(others).to.equal(undefined);
    expect(await audit?.load()).to.equal(undefined);
    expect(await dynamoDBParkedStore({ client, tableName }).count('publishers/audit')).to.equal(0);
  });
});
