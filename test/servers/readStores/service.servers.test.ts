import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { itemService } from '../../plugin/itemService.js';
import { freePorts, startService } from '../../plugin/running.js';
import { linkPackage, makeService, type TestService } from '../../plugin/service.js';
import { endpointOf } from '../endpoints.js';

const block = `
eventSourcing:
  aggregates:
    Item: src/item.Item
  projections:
    prices: src/prices.prices
    names: src/names.names
    found: src/found.found
`;

const prices = `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item.js';
import { inPostgreSQL } from './stores.js';

export const prices = defineProjection({
  name: 'prices',
  from: [Item],
  row: object({ name: { type: 'string' }, price: { type: 'number' } }),
  evolve: {
    ItemCreated: (_, { data }) => data,
    PriceUpdated: (row, { data }) => row && { ...row, price: data.price },
  },
  store: inPostgreSQL({ byName: { partition: 'name', sort: 'price' } }),
});
`;

/** Rows that many streams feed. */
const names = `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item.js';
import { inPostgreSQL } from './stores.js';

export const names = defineProjection({
  name: 'names',
  from: [Item],
  row: object({ count: { type: 'integer' } }),
  key: (event) => event.data.name,
  commutes: true,
  evolve: { ItemCreated: (row) => ({ count: (row?.count ?? 0) + 1 }) },
  store: inPostgreSQL({}),
});
`;

const found = `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Client } from '@opensearch-project/opensearch';
import { openSearch } from 'serverless-event-sourcing-runtime/opensearch';
import { Item } from './item.js';

export const found = defineProjection({
  name: 'found',
  from: [Item],
  row: object({ name: { type: 'string' } }),
  evolve: { ItemCreated: (_, { data: { name } }) => ({ name }) },
  store: openSearch({
    indexes: { byName: { partition: 'name' } },
    client: () => new Client({ node: process.env.SEARCH_NODE ?? '' }),
  }),
});
`;

const stores = `
import type { IndexDefinition } from 'serverless-event-sourcing-runtime';
import { postgresql } from 'serverless-event-sourcing-runtime/postgresql';

const connection = () => ({ connectionString: process.env.DATABASE_URL });

export const inPostgreSQL = <const Indexes extends Record<string, IndexDefinition>>(indexes: Indexes) =>
  postgresql({ indexes, connection });
`;

const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));

type Answer = { readonly status: number; readonly body: string; readonly token: string };

describe('A service whose rows are in servers, offline', function () {
  this.timeout(180_000);
  let service: TestService;
  let running: ReturnType<typeof startService>;
  let url: string;

  before(async () => {
    const [httpPort = 0, lambdaPort = 0, dynamodbPort = 0] = await freePorts(3);
    const yaml = [
      'provider:',
      '  name: aws',
      `  environment: { DATABASE_URL: '${endpointOf('postgresql')}', SEARCH_NODE: '${endpointOf('opensearch')}' }`,
      'custom:',
      `  serverless-offline: { httpPort: ${httpPort}, lambdaPort: ${lambdaPort} }`,
      `  serverless-dynamodb: { start: { port: ${dynamodbPort} } }`,
    ].join('\n');
    const files = { 'src/prices.ts': prices, 'src/names.ts': names, 'src/found.ts': found, 'src/stores.ts': stores };
    service = await makeService(itemService({ block, yaml, files, plugins: ['serverless-event-sourcing', 'serverless-offline'] }));
    await linkPackage(service.dir, '@opensearch-project', packages);
    running = startService(service, ['offline']);
    url = `http://localhost:${httpPort}`;
    await running.wrote('is ready at');
  });
  after(async () => {
    await running?.stop();
    await service?.remove();
  });

  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(60_000) });
    return { status: response.status, body: await response.text(), token: response.headers.get('consistency-token') ?? '' };
  };
  const post = (path: string, data: object) =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) });
  /** Reads what shows the event of a token. */
  const read = async (path: string, token: string): Promise<unknown> => {
    const { status, body } = await ask(path, { headers: { 'consistency-token': token, prefer: 'wait=20' } });
    expect(status, `${body}\n${running.output()}`).to.equal(200);
    return JSON.parse(body);
  };

  it('shows what was written, by key and by index, and rows of many streams', async () => {
    const created: Answer[] = [];
    for (const [name, price] of [
      ['Chair', 30],
      ['Chair', 20],
      ['Desk', 90],
    ] as const) {
      created.push(await post('/Item/CreateItem', { name, price }));
    }
    const { aggregateId } = JSON.parse(created[0]?.body ?? '');
    const updated = await post(`/Item/${aggregateId}/UpdatePrice`, { price: 10 });

    expect(await read(`/prices/${aggregateId}`, updated.token)).to.deep.equal({ name: 'Chair', price: 10 });
    await read('/prices', created[1]?.token ?? '');
    expect(await read('/prices?index=byName&name=Chair', updated.token)).to.deep.equal({
      rows: [
        { name: 'Chair', price: 10 },
        { name: 'Chair', price: 20 },
      ],
    });
    for (const { token } of created) await read('/names', token);
    expect(await read('/names/Chair', updated.token)).to.deep.equal({ count: 2 });
    for (const { token } of created) await read('/found', token);
    expect(await read('/found?index=byName&name=Chair', updated.token)).to.deep.equal({ rows: [{ name: 'Chair' }, { name: 'Chair' }] });
    expect(await read(`/found/${aggregateId}`, updated.token)).to.deep.equal({ name: 'Chair' });
  });
});
