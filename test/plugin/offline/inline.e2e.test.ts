import { expect } from 'chai';
import { catalogueModule } from '../itemService.js';
import { type OfflineService, offlineService } from './offlineService.js';

describe('a projection offline that is inline', () => {
  let offline: OfflineService;

  before(async () => {
    const inline = catalogueModule.replace('store:', 'inline: true,\n  store:');
    offline = await offlineService({ files: { 'src/catalogue.ts': inline } });
    await offline.start();
  });
  after(() => offline.end());

  const request = (path: string, payload?: object) =>
    fetch(`${offline.url}/${path}`, {
      signal: AbortSignal.timeout(60_000),
      ...(payload && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) }),
    });

  it('shows each command in its row at once', async () => {
    const seen: unknown[] = [];

    await request('Item/lamp/CreateItem', { name: 'Lamp', price: 0 });
    for (let price = 1; price <= 10; price++) {
      await request('Item/lamp/UpdatePrice', { price });
      const response = await request('catalogue/lamp');
      seen.push([response.headers.get('etag'), ((await response.json()) as { price: number }).price]);
    }

    // The table's stream is looked at now and then: it would have missed some of ten.
    expect(seen).to.deep.equal(Array.from({ length: 10 }, (_, index) => [`"${index + 2}"`, index + 1]));
  });
});
