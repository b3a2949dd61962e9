import { expect } from 'chai';
import { type Framework, titleOf } from '../frameworks.js';
import { processBlock, processFiles } from '../processService.js';
import type { Running } from '../running.js';
import { eventually, type OfflineService, offlineService } from './offlineService.js';

/** A process of a service that runs offline, under a framework. */
export const processesOffline = (framework: () => Framework) => {
  describe(`a process offline, under ${titleOf(framework)}`, () => {
    let offline: OfflineService;
    let running: Running;
    before(async () => {
      offline = await offlineService({ block: processBlock, files: processFiles, framework: framework() });
      running = await offline.start();
      await post('Item/lamp/CreateItem', { quantity: 5 });
    });
    after(() => offline.end());

    const post = (path: string, payload: object) =>
      fetch(`${offline.url}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
        signal: AbortSignal.timeout(60_000),
      });
    const state = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
      const response = await fetch(`${offline.url}/${path}`, { signal: AbortSignal.timeout(60_000) });
      const { state: found } = (await response.json()) as { state: Record<string, unknown> };
      return found;
    };
    const place = (id: string, quantity: number, seconds: number) => post(`Order/${id}/PlaceOrder`, { itemId: 'lamp', quantity, seconds });

    it('sends a command for an event, and another for its rejection', async () => {
      await place('much', 50, 3600);

      const order = await eventually(
        () => state('Order/much'),
        ({ status }) => status !== 'placed',
      );

      expect(order).to.deep.equal({ status: 'out-of-stock' });
      expect(await state('Item/lamp')).to.deep.equal({ stock: 5 });
    });

    it('is told of a deadline that passes, and makes good what it did', async () => {
      await place('late', 2, 1);

      const order = await eventually(
        () => state('Order/late'),
        ({ status }) => status !== 'placed',
      );

      expect(order).to.deep.equal({ status: 'not paid' });
      expect(await state('Item/lamp')).to.deep.equal({ stock: 5 });
      expect(running.output()).not.to.match(/error|could not/i);
    });
  });
};
