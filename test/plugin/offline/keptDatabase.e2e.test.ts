import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { createDispatcher, createSignals, dynamoDBEventStore } from 'serverless-event-sourcing-runtime';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import { sharedDynamoDB } from '../../dynamodbLocal.js';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';
import { Item } from './retirableItem.js';
import { histories, receivedBy, retirableItems } from './retirableItems.js';

describe('a service offline on a database that outlives it', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService({ files: await retirableItems() });
  });
  afterEach(() => offline.end());

  it('has after a restart what it had, and what was appended while it was down: each event once, none dropped', async () => {
    const running = await offline.start();
    for (const id of ['changed', 'kept', 'retired']) await send(offline.url, id, 'CreateItem', { name: id, price: 1 });
    await send(offline.url, 'changed', 'UpdatePrice', { price: 2 });
    const before = await eventually(
      () => rowsOf(offline.url),
      (rows) => rows.length === 3 && rows[0]?.price === 2,
    );
    await eventually(
      () => receivedBy(offline),
      (received) => received.length === 4,
    );
    await running.stop();

    const client = new DynamoDBClient(localClientConfig(await sharedDynamoDB()));
    const store = dynamoDBEventStore({ client, tableName: `${offline.prefix}-events` });
    const { execute } = createDispatcher({ aggregates: [Item], store, signals: createSignals() });
    await execute({ aggregate: 'Item', id: 'changed', command: 'UpdatePrice', data: { price: 3 } });
    await execute({ aggregate: 'Item', id: 'new', command: 'CreateItem', data: { name: 'new', price: 7 } });
    await execute({ aggregate: 'Item', id: 'retired', command: 'RetireItem', data: { reason: 'old' } });
    client.destroy();
    await offline.start();
    const received = await eventually(
      () => receivedBy(offline),
      (all) => all.length >= 7,
    );
    const after = await eventually(
      () => rowsOf(offline.url),
      (rows) => rows.some(({ id }) => id === 'new') && !rows.some(({ id }) => id === 'retired'),
    );

    expect(before.map(({ id, updates }) => [id, updates])).to.deep.equal([
      ['changed', 1],
      ['kept', 0],
      ['retired', 0],
    ]);
    expect(after).to.deep.equal([
      { id: 'changed', name: 'changed', price: 3, updates: 2 },
      { id: 'kept', name: 'kept', price: 1, updates: 0 },
      { id: 'new', name: 'new', price: 7, updates: 0 },
    ]);
    expect(received).to.have.length(7);
    expect(histories(received)).to.deep.equal({ changed: [1, 2, 3], kept: [1], retired: [1, 2], new: [1] });
  });
});
