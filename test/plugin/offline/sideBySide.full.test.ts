import { expect } from 'chai';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';

describe('two services offline', () => {
  let services: readonly [OfflineService, OfflineService];
  beforeEach(async () => {
    services = [await offlineService({ ownDatabase: true }), await offlineService({ ownDatabase: true })];
  });
  afterEach(() => Promise.all(services.map((offline) => offline.end())));

  it('work beside each other on ports of their own, each with its own events, and one outlives the other', async () => {
    const [shop, store] = services;
    const [closing] = await Promise.all([shop.start(), store.start()]);

    await send(shop.url, '1', 'CreateItem', { name: 'lamp', price: 3 });
    await send(store.url, '1', 'CreateItem', { name: 'table', price: 40 });
    const lamps = await eventually(
      () => rowsOf(shop.url),
      (rows) => rows.length > 0,
    );
    const tables = await eventually(
      () => rowsOf(store.url),
      (rows) => rows.length > 0,
    );
    await closing.stop();
    await send(store.url, '1', 'UpdatePrice', { price: 41 });
    const later = await eventually(
      () => rowsOf(store.url),
      ([row]) => row?.price === 41,
    );

    expect(lamps).to.deep.equal([{ id: '1', name: 'lamp', price: 3 }]);
    expect(tables).to.deep.equal([{ id: '1', name: 'table', price: 40 }]);
    expect(later).to.deep.equal([{ id: '1', name: 'table', price: 41 }]);
    expect(shop.processes()).to.deep.equal([]);
  });
});
