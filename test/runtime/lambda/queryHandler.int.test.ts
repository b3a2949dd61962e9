import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { dynamoDBRowStore } from '../../../runtime/src/adapters/dynamodb/rows/rowStore.js';
import { inMemoryEventStore } from '../../../runtime/src/index.js';
import { queryHandler } from '../../../runtime/src/lambda/index.js';
import type { RowStore } from '../../../runtime/src/projections/rows/rowStore.js';
import { createRowsTable, databaseClient } from '../../testTables.js';
import { Account, accounts } from '../accountFixture.js';
import { closed, commit, deposited, opened, withdrawn } from '../commitBuilders.js';
import { request } from './httpEvent.js';
import { memoryStores } from './memoryStores.js';

describe('a query by HTTP', () => {
  const store = inMemoryEventStore();
  let handler: ReturnType<typeof queryHandler>;
  const logged: string[] = [];

  before(async () => {
    const client = await databaseClient();
    const rows: RowStore = dynamoDBRowStore({
      client: DynamoDBDocumentClient.from(client),
      tableName: await createRowsTable(client),
      projection: accounts,
    });
    const log = { error: (message: string) => void logged.push(message), warn: () => {} };
    handler = queryHandler({
      aggregates: [{ aggregate: Account, events: true }],
      projections: [accounts],
      stores: memoryStores(store, { rowsOf: () => rows }),
      log,
    });
    await store.append(commit('Account/1', 1, [opened('Ann')], { at: '2026-01-01T00:00:00.000Z' }));
    await store.append(commit('Account/1', 2, [deposited(10), withdrawn(3)], { at: '2026-01-02T00:00:00.000Z' }));
    await store.append(commit('Account/gone', 1, [opened('Ann'), closed()], { closes: true }));
    for (const [key, owner, balance] of [
      ['1', 'Ann', 7],
      ['2', 'Bob', 1],
      ['3', 'Bob', 2],
    ] as const) {
      await rows.save([{ key, row: { position: 3, row: { id: key, owner, balance, events: 3 } }, expected: undefined }]);
    }
    await rows.save([{ key: 'gone', row: { position: 2, row: null }, expected: undefined }]);
  });

  afterEach(() => expect(logged).to.deep.equal([]));

  const get = async (
    route: string,
    pathParameters: Record<string, string> = {},
    queryStringParameters: Record<string, string> = {},
    headers = {},
  ) => {
    const response = await handler(request('GET', route, { pathParameters, queryStringParameters, headers }));
    return { ...response, json: response.body === '' ? undefined : JSON.parse(response.body) };
  };
  const state = (query = {}, headers = {}, id = '1') => get('/Account/{id}', { id }, query, headers);
  const events = (query = {}, id = '1') => get('/Account/{id}/events', { id }, query);
  const list = (query = {}) => get('/accounts', {}, query);

  it('gives the state, with its version as ETag', async () => {
    const { statusCode, headers, json } = await state();

    expect([statusCode, headers.etag]).to.deep.equal([200, '"3"']);
    expect(json).to.deep.equal({ aggregateId: '1', version: 3, at: '2026-01-02T00:00:00.000Z', state: { owner: 'Ann', balance: 7 } });
  });

  it('gives the state at a version, in the middle of a commit too, and at a time', async () => {
    expect((await state({ version: '1' })).json).to.deep.include({ version: 1, state: { owner: 'Ann', balance: 0 } });
    expect((await state({ version: '2' })).json).to.deep.include({ version: 2, state: { owner: 'Ann', balance: 10 } });
    expect((await state({ at: '2026-01-01T12:00:00Z' })).json).to.include({ version: 1 });
    expect((await state({ at: '2026-01-02T01:00:00+01:00' })).json).to.include({ version: 3 });
  });

  it('gives 304 to who has the version', async () => {
    expect(await state({}, { 'If-None-Match': 'W/"3", "9"' })).to.deep.include({ statusCode: 304, body: '' });
    expect((await state({}, { 'If-None-Match': '"2"' })).statusCode).to.equal(200);
  });

  it('gives 410 for what was deleted, and its past by version', async () => {
    expect((await state({}, {}, 'gone')).json).to.include({ status: 410, code: 'AggregateDeleted', version: 2 });
    expect((await state({ version: '2' }, {}, 'gone')).json).to.include({ version: 2 });
  });

  it('gives 404 for what is not there, or was not there then', async () => {
    for (const response of [state({}, {}, 'missing'), state({ version: '4' }), state({ at: '2025-01-01' }), events({}, 'missing')]) {
      expect((await response).json).to.include({ status: 404, code: 'AggregateNotFound' });
    }
  });

  it('gives the events of a stream, paged', async () => {
    const first = await events({ limit: '2' });
    const second = await events({ limit: '2', after: String(first.json.next) });

    expect(first.json.events.map(({ type, version }: { type: string; version: number }) => [type, version])).to.deep.equal([
      ['Opened', 1],
      ['Deposited', 2],
    ]);
    expect(first.json.next).to.equal(2);
    expect(second.json.events.map(({ type }: { type: string }) => type)).to.deep.equal(['Withdrawn']);
    expect(second.json).not.to.have.property('next');
  });

  it('gives no events where they are off', async () => {
    const silent = queryHandler({
      aggregates: [{ aggregate: Account }],
      projections: [],
      stores: memoryStores(store, { rowsOf: () => expect.fail() }),
    });

    expect((await silent(request('GET', '/Account/{id}/events', { pathParameters: { id: '1' } }))).statusCode).to.equal(404);
  });

  it('gives a row, with its position as ETag', async () => {
    const { headers, json } = await get('/accounts/{key+}', { key: '1' });

    expect(headers.etag).to.equal('"3"');
    expect(json).to.deep.equal({ id: '1', owner: 'Ann', balance: 7, events: 3 });
    for (const key of ['gone', 'missing', '']) expect((await get('/accounts/{key+}', { key })).statusCode).to.equal(404);
  });

  it('gives rows that show what a token stands for, or says that they do not yet', async () => {
    const ask = (token: string, prefer?: string) =>
      get('/accounts/{key+}', { key: '1' }, {}, { 'Consistency-Token': token, ...(prefer === undefined ? {} : { Prefer: prefer }) });

    const shown = await ask('Account/1@3', 'respond-async, wait=2');
    const behind = await ask('Account/1@4', 'wait=0');
    const listed = await get('/accounts', {}, { index: 'byOwner', owner: 'Bob' }, { 'Consistency-Token': 'Account/2@9' });

    expect([shown.statusCode, shown.headers['preference-applied']]).to.deep.equal([200, 'wait=2']);
    expect([behind.statusCode, behind.headers['retry-after']]).to.deep.equal([503, '1']);
    expect(behind.json).to.include({ code: 'ProjectionBehind', position: 3, version: 4 });
    expect(listed.json).to.include({ code: 'ProjectionBehind', stream: 'Account/2' });
    expect((await ask('Door/1@4')).statusCode).to.equal(400);
    expect((await ask('nonsense')).statusCode).to.equal(400);
  });

  it('gives rows, by index, and page by page', async () => {
    expect((await list()).json.rows).to.have.length(3);
    expect((await list({ index: 'byOwner', owner: 'Bob' })).json.rows.map(({ id }: { id: string }) => id)).to.deep.equal(['2', '3']);
    const first = await list({ index: 'byOwner', owner: 'Bob', limit: '1' });
    const second = await list({ index: 'byOwner', owner: 'Bob', limit: '1', cursor: first.json.cursor });
    expect([first, second].map(({ json }) => json.rows[0].id)).to.deep.equal(['2', '3']);
  });

  const malformed: [string, () => ReturnType<typeof get>, string][] = [
    ['a version that is none', () => state({ version: '0' }), 'version'],
    ['a version beside a time', () => state({ version: '1', at: '2026-01-01' }), 'at'],
    ['a time that is none', () => state({ at: 'yesterday' }), 'at'],
    ['a misspelled parameter', () => state({ verion: '1' }), 'verion'],
    ['a limit that is too large', () => events({ limit: '1001' }), 'limit'],
    ['a negative after', () => events({ after: '-1' }), 'after'],
    ['an index that is not there', () => list({ index: 'byNmae', owner: 'x' }), 'index'],
    ['an index without its value', () => list({ index: 'byOwner' }), 'owner'],
    ['a value without its index', () => list({ owner: 'Ann' }), 'owner'],
    ['a foreign cursor', () => list({ cursor: 'e30' }), 'cursor'],
  ];
  for (const [what, act, where] of malformed) {
    it(`answers ${what} with 400, naming it`, async () => {
      const { statusCode, json } = await act();

      expect([statusCode, json.code]).to.deep.equal([400, 'MalformedRequest']);
      expect(json.where).to.equal(where);
    });
  }

  it('answers an id that no aggregate can have with 400', async () => {
    expect((await state({}, {}, 'x'.repeat(300))).json).to.include({ status: 400, code: 'InvalidAggregateId' });
  });
});
