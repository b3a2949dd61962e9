import { expect } from 'chai';
import { isolatedBlock, isolatedFiles } from '../isolatedService.js';
import type { Running } from '../running.js';
import { eventually, type OfflineService, offlineService } from './offlineService.js';

describe('consumers offline that are isolated', () => {
  let offline: OfflineService;
  let running: Running;

  before(async () => {
    offline = await offlineService({ block: isolatedBlock, files: isolatedFiles });
    running = await offline.start();
  });
  after(() => offline.end());

  const request = (path: string, payload?: object) =>
    fetch(`${offline.url}/${path}`, {
      signal: AbortSignal.timeout(60_000),
      ...(payload && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) }),
    });
  const json = async (path: string) => (await (await request(path)).json()) as Readonly<Record<string, unknown>>;

  it('are told of commits through queues in the process, and take them: a process, a projection, a publisher, receivers', async () => {
    await request('Item/lamp/CreateItem', { quantity: 5 });
    await request('Order/much/PlaceOrder', { itemId: 'lamp', quantity: 50, seconds: 3600 });

    const row = await eventually(
      () => json('orders/much'),
      ({ status }) => status === 'out-of-stock',
    );

    expect(row).to.deep.equal({ id: 'much', status: 'out-of-stock' });
    await running.wrote('OrderPlaced');
    await running.wrote('a receiver heard eventPostSave');
  });

  it('are asked for what is parked, and swept, each in its own function', async () => {
    const status = await offline.verb('status', '--lag');
    const sweep = await offline.verb('sweep');

    expect(status.code, status.output).to.equal(0);
    for (const consumer of ['processes/fulfilment', 'projections/orders', 'publishers/audit', 'receivers']) {
      expect(status.output).to.include(`${consumer}: nothing parked`);
    }
    expect(sweep.code, sweep.output).to.equal(0);
  });
});
