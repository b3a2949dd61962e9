import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { encodeCommit } from '../../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import {
  type AnyAggregate,
  createDispatcher,
  createSignals,
  defineProjection,
  dynamoDBEventStore,
  loadState,
  object,
  readEvents,
} from '../../../../../runtime/src/index.js';
import { projectionHandler, reactionHandler, receivers } from '../../../../../runtime/src/lambda/index.js';
import { projectionConsumer } from '../../../../../runtime/src/projections/projectionConsumer.js';
import { inMemoryRowStore } from '../../../../../runtime/src/projections/rows/inMemoryRowStore.js';
import { createValidator } from '../../../../../runtime/src/validation/validator.js';
import { createEventsTable, databaseClient } from '../../../../testTables.js';
import { caught } from '../../../caught.js';
import { all, commit } from '../../../commitBuilders.js';
import { created, Item, OldItem, priced } from '../../../itemsFixture.js';
import { memoryStores } from '../../../lambda/memoryStores.js';

const prices = defineProjection({
  name: 'prices',
  from: [Item],
  row: object({ id: { type: 'string' }, cents: { type: 'number' }, events: { type: 'integer' } }),
  evolve: {
    PriceUpdated: (row, { aggregateId, data }) => ({ id: aggregateId, cents: data.cents, events: (row?.events ?? 0) + 1 }),
  },
});

describe('a table that older deployments wrote to', () => {
  let client: DynamoDBClient;
  let TableName: string;

  before(async () => {
    client = await databaseClient();
    TableName = await createEventsTable(client);
  });

  const storeOf = () => dynamoDBEventStore({ client, tableName: TableName });
  const send = (aggregate: AnyAggregate, id: string, command: string, data: object) =>
    createDispatcher({ aggregates: [aggregate], store: storeOf(), signals: createSignals() }).execute({
      aggregate: 'Item',
      id,
      command,
      data,
    });
  const eventsText = async (id: string, version: number) => {
    const Key = { stream: { S: `Item/${id}` }, version: { N: String(version) } };
    return (await client.send(new GetItemCommand({ TableName, Key }))).Item?.events?.S;
  };
  /** An item that the old deployment made and priced, and the new one priced again. */
  const prepare = async () => {
    const id = crypto.randomUUID();
    await send(OldItem, id, 'Create', { name: 'Chair' });
    await send(OldItem, id, 'Price', { price: 5 });
    await send(Item, id, 'Price', { cents: 700, currency: 'EUR' });
    return id;
  };

  it('has the number of a schema in an event, unless that is the first', async () => {
    const id = await prepare();

    expect(await eventsText(id, 1)).to.equal('[{"type":"ItemCreated","data":{"name":"Chair"}}]');
    expect(await eventsText(id, 2)).to.equal('[{"type":"PriceUpdated","data":{"price":5}}]');
    expect(await eventsText(id, 3)).to.equal('[{"type":"PriceUpdated","data":{"cents":700,"currency":"EUR"},"schema":3}]');
  });

  it('is folded and read as of today, now and then', async () => {
    const id = await prepare();

    const then = await loadState(storeOf(), Item, id, { version: 2 });
    const { events } = await readEvents(storeOf(), Item, id, 0, 10);

    expect(then.state).to.deep.equal({ name: 'Chair', cents: 500, currency: 'EUR' });
    expect(events.map(({ data }) => data)).to.deep.equal([
      created().data,
      { cents: 500, currency: 'EUR' },
      { cents: 700, currency: 'EUR' },
    ]);
  });

  it('is an error to the old deployment once the new one has written to a stream, and nothing is stored', async () => {
    const id = await prepare();

    const error = await caught(send(OldItem, id, 'Price', { price: 9 }));

    expect(error).to.include({ code: 'EventUnknown' });
    expect(await eventsText(id, 4)).to.equal(undefined);
  });

  it('feeds projections and receivers with events as of today', async () => {
    const id = await prepare();
    const commits = await all(storeOf().read(`Item/${id}`));
    const rows = inMemoryRowStore(prices);
    const signals = createSignals();
    const heard: unknown[] = [];
    signals.on('eventPostSave', { aggregate: Item, event: 'PriceUpdated' }, ({ events }) =>
      heard.push(...events.map(({ data }) => data.cents)),
    );

    const consumer = projectionConsumer({ projection: prices, rows, store: storeOf(), validate: createValidator() });
    await consumer.take([{ stream: `Item/${id}`, commits }], async () => false);
    const response = await reactionHandler({ consumers: [receivers({ aggregates: [Item], signals })], stores: memoryStores() })({
      Records: commits.map((each, index) => ({
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: `${index}`, NewImage: encodeCommit(each) },
      })),
    });

    expect((await rows.load([id])).get(id)).to.deep.equal({ position: 3, row: { id, cents: 700, events: 2 } });
    expect(response).to.deep.equal({ batchItemFailures: [] });
    expect(heard).to.deep.equal([500, 700]);
  });

  it('stops the row and the receivers of a stream at an event that is not known, until what knows it is deployed', async () => {
    const stream = `Item/${crypto.randomUUID()}`;
    const at = new Date().toISOString();
    const commits = [
      commit(stream, 1, [created(), priced(5)[1] ?? created()], { at }),
      commit(stream, 3, [{ type: 'ItemPainted', data: {} }], { at }),
    ];
    const records = commits.map((each, index) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: `${index}`, NewImage: encodeCommit(each) },
    }));
    const log = { error: () => {}, warn: () => {} };
    const stores = memoryStores(storeOf());
    const receive = (aggregate: typeof Item) =>
      reactionHandler({ consumers: [receivers({ aggregates: [aggregate], signals: createSignals() })], log, stores });
    const feed = (projection: typeof prices) =>
      projectionHandler({ projections: [projection], validate: createValidator(), log, stores })({ Records: records });
    const row = async () => (await stores.rowsOf(prices, 'a').load([stream.slice('Item/'.length)])).values().next().value;
    for (const each of commits) await stores.events.append(each);
    const lenient = { ...Item, unknownEvents: 'skip' } as const;

    const responses = [await feed(prices), await receive(Item)({ Records: records })];
    const before = await row();
    const known = [await feed({ ...prices, from: [lenient] }), await receive(lenient)({ Records: records })];

    expect(responses).to.deep.equal([{ batchItemFailures: [{ itemIdentifier: '0' }] }, { batchItemFailures: [{ itemIdentifier: '0' }] }]);
    expect(before, 'up to what is known').to.deep.include({ position: 2 });
    expect(known).to.deep.equal([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    expect(await row()).to.deep.include({ position: 3 });
    expect(await stores.parked.count('receivers')).to.equal(0);
  });
});
