import { expect } from 'chai';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';
import { histories, receivedBy, retirableItems } from './retirableItems.js';

describe('a receiver that keeps failing', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService({ files: await retirableItems() });
  });
  afterEach(() => offline.end());

  it('has the item parked, and keeps neither another item nor a row waiting', async () => {
    const running = await offline.start();
    await send(offline.url, 'before', 'CreateItem', { name: 'before', price: 1 });
    await send(offline.url, 'poison', 'CreateItem', { name: 'poison', price: 1 });
    await running.wrote('a stream was parked');
    await send(offline.url, 'poison', 'UpdatePrice', { price: 2 });
    await send(offline.url, 'before', 'UpdatePrice', { price: 2 });
    await send(offline.url, 'after', 'CreateItem', { name: 'after', price: 1 });
    const rows = await eventually(
      () => rowsOf(offline.url),
      (all) => all.length === 3 && all.every(({ id, price }) => id === 'after' || price === 2),
    );
    const received = await eventually(
      () => receivedBy(offline),
      (all) => new Set(all).size === 3,
    );

    expect(rows.map(({ id, updates }) => [id, updates])).to.deep.equal([
      ['after', 0],
      ['before', 1],
      ['poison', 1],
    ]);
    expect(histories(received)).to.deep.equal({ before: [1, 2], after: [1] });
  });
});
