import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';
import { retirableItems } from './retirableItems.js';

describe('a rebuild of a running service', () => {
  let offline: OfflineService;
  let client: DynamoDBClient;
  before(async () => {
    offline = await offlineService({ files: await retirableItems() });
    client = new DynamoDBClient(localClientConfig(`http://localhost:${offline.ports.dynamodb}`));
  });
  after(async () => {
    client.destroy();
    await offline.end();
  });

  const rebuild = async (...args: string[]) => {
    const run = await verb('rebuild', '--json', '--settle', '3', ...args);
    return { ...run, json: run.code === 0 ? JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') : {} };
  };
  const verb = (...args: string[]) => offline.verb(...args);
  const items = async (table: string) => (await client.send(new ScanCommand({ TableName: table }))).Items?.length;

  it('makes the rows anew from the events, those that come meanwhile too, and switches between two tables', async () => {
    await offline.start();
    for (const id of ['kept', 'lost']) await send(offline.url, id, 'CreateItem', { name: id, price: 1 });
    await eventually(
      () => rowsOf(offline.url),
      (rows) => rows.length === 2,
    );
    // Rows that no event has made, and one too few.
    await client.send(new DeleteItemCommand({ TableName: `${offline.prefix}-catalogue`, Key: { key: { S: 'lost' } } }));
    const ghost = { key: { S: 'ghost' }, position: { N: '1' }, row: { S: '{"id":"ghost","name":"ghost","price":1,"updates":0}' } };
    await client.send(new PutItemCommand({ TableName: `${offline.prefix}-catalogue`, Item: ghost }));

    // Long enough for a status to be asked for meanwhile, on a busy machine too.
    const running = rebuild('--projection', 'catalogue', '--settle', '15');
    for (let price = 2; price <= 6; price++) await send(offline.url, 'kept', 'UpdatePrice', { price });
    const under = await eventually(
      () => verb('status'),
      ({ stdout }) => stdout.includes('rebuild into slot b since'),
    );
    const { code, json, output } = await running;
    const after = await verb('status', '--json');

    expect(under.stdout).to.match(/projections\/catalogue: nothing parked; slot [ab] is read; rebuild into slot b since 20\d\d-/);
    expect(JSON.parse(after.stdout.trim().split('\n').at(-1) ?? '').consumers[0]).to.deep.equal({
      consumer: 'projections/catalogue',
      parked: 0,
      rows: { read: 'b' },
    });

    expect(code, output).to.equal(0);
    expect(json).to.include({ projection: 'catalogue', status: 'done' });
    const rows = [
      { id: 'kept', name: 'kept', price: 6, updates: 5 },
      { id: 'lost', name: 'lost', price: 1, updates: 0 },
    ];
    expect(
      await eventually(
        () => rowsOf(offline.url),
        (found) => JSON.stringify(found) === JSON.stringify(rows),
      ),
    ).to.deep.equal(rows);
    expect(await items(`${offline.prefix}-catalogue`)).to.equal(0);
    expect(await items(`${offline.prefix}-catalogue.b`)).to.equal(2);

    await send(offline.url, 'later', 'CreateItem', { name: 'later', price: 9 });
    const again = await rebuild('--projection', 'catalogue', '--rate', '1000', '--segments', '2');

    expect(again.code, again.output).to.equal(0);
    expect((await rowsOf(offline.url)).map(({ id }) => id)).to.deep.equal(['kept', 'later', 'lost']);
    expect([await items(`${offline.prefix}-catalogue`), await items(`${offline.prefix}-catalogue.b`)]).to.deep.equal([3, 0]);
  });

  it('is refused for what is no projection, and has nothing to give up', async () => {
    const unknown = await rebuild('--projection', 'catalog');
    const idle = await rebuild('--projection', 'catalogue', '--abort');

    expect(unknown.code).to.equal(1);
    expect(unknown.output).to.include(
      "--projection must be the name of a projection ('catalogue'), 'catalog' given. Did you mean 'catalogue'?",
    );
    expect(idle.code, idle.output).to.equal(0);
    expect(idle.json).to.deep.equal({ projection: 'catalogue', status: 'idle' });
  });
});
