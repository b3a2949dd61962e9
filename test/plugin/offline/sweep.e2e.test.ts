import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';
import { retirableItems } from './retirableItems.js';

describe('what did not reach a consumer', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService({ files: await retirableItems() });
  });
  afterEach(() => offline.end());

  const verb = async (...args: string[]) => {
    const run = await offline.verb(...args, '--json', '--grace', '0');
    return { ...run, json: JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') };
  };
  const catalogueOf = (json: { consumers: { consumer: string }[] }) =>
    json.consumers.find(({ consumer }) => consumer === 'projections/catalogue');

  it('is shown by status, and healed by a sweep', async () => {
    await offline.start();
    for (const id of ['kept', 'lost']) await send(offline.url, id, 'CreateItem', { name: id, price: 1 });
    await send(offline.url, 'lost', 'UpdatePrice', { price: 2 });
    await eventually(
      () => rowsOf(offline.url),
      (rows) => rows.length === 2 && rows.some(({ updates }) => updates === 1),
    );
    // As if the stream had never brought any of it.
    const client = new DynamoDBClient(localClientConfig(`http://localhost:${offline.ports.dynamodb}`));
    await client.send(new DeleteItemCommand({ TableName: `${offline.prefix}-catalogue`, Key: { key: { S: 'lost' } } }));
    client.destroy();

    const status = await verb('status', '--lag');
    const sweep = await verb('sweep');
    const rows = await rowsOf(offline.url);

    expect(status.code, status.output).to.equal(0);
    expect(status.json.streams).to.equal(2);
    expect(catalogueOf(status.json)).to.include({ parked: 0, behind: 1 }).and.to.have.property('behindSince');
    expect(sweep.code, sweep.output).to.equal(0);
    expect(sweep.json).to.include({ streams: 2, dryRun: false });
    expect(catalogueOf(sweep.json)).to.include({ behind: 1, healed: 1, parked: 0, failed: 0 });
    expect(rows).to.deep.equal([
      { id: 'kept', name: 'kept', price: 1, updates: 0 },
      { id: 'lost', name: 'lost', price: 2, updates: 1 },
    ]);
  });
});
