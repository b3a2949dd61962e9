import { expect } from 'chai';
import { HTTP, CloudEvent as ReferenceEvent } from 'cloudevents';
import { type Framework, titleOf } from '../frameworks.js';
import { intakeBlock, intakeFiles } from '../intakeService.js';
import type { Running } from '../running.js';
import { eventually, type OfflineService, offlineService } from './offlineService.js';

/** Events from outside, in a service that runs offline, under a framework. */
export const intakeOffline = (framework: () => Framework) => {
  describe(`events from outside offline, under ${titleOf(framework)}`, () => {
    let offline: OfflineService;
    let running: Running;
    before(async () => {
      // With queues, a bus and a topic that do not come offline, and do not keep it from starting.
      offline = await offlineService({ block: intakeBlock, files: intakeFiles, framework: framework() });
      running = await offline.start();
    });
    after(() => offline.end());

    const post = (path: string, body: string, headers: Record<string, string>) =>
      fetch(`${offline.url}/${path}`, { method: 'POST', headers, body, signal: AbortSignal.timeout(60_000) });
    const get = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
      const response = await fetch(`${offline.url}/${path}`, { signal: AbortSignal.timeout(60_000) });
      return (await response.json()) as Record<string, unknown>;
    };
    const event = (id: string, amount: unknown) =>
      new ReferenceEvent({ id, source: '/psp', type: 'com.psp.captured', data: { orderId: '7', amount } });
    const send = (message: { body: unknown; headers: object }) =>
      post('Payments', String(message.body), message.headers as Record<string, string>);

    it('feed a projection and a process, once, though they come again', async () => {
      await post('Order/7/PlaceOrder', '{}', { 'content-type': 'application/json' });
      const batch = JSON.stringify([event('p-1', 20), event('p-2', 5)]);

      const answers = [
        await send(HTTP.structured(event('p-1', 20))),
        await send(HTTP.binary(event('p-1', 20))),
        await post('Payments', batch, { 'content-type': 'application/cloudevents-batch+json' }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([204, 204, 204]);
      const order = await eventually(
        () => get('Order/7'),
        ({ state }) => (state as { paid: number }).paid === 25,
      );
      // Two commands on the order beside its placing, and no third.
      expect(order).to.deep.include({ version: 3, state: { paid: 25 } });
      const row = await eventually(
        () => get('takings/7'),
        ({ amount }) => amount === 25,
      );
      expect(row).to.deep.include({ orderId: '7', amount: 25, source: '/psp' });
    });

    it('are refused with every violation', async () => {
      const answer = await send(HTTP.structured(event('p-3', 'much')));

      expect(answer.status).to.equal(400);
      expect(answer.headers.get('content-type')).to.equal('application/problem+json');
      const { violations } = (await answer.json()) as { violations: { path: string }[] };
      expect(violations.map(({ path }) => path)).to.deep.equal(['/data/amount']);
    });

    it('reach receivers as events from outside', async () => {
      const ping = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/psp', 'ce-type': 'Ping', 'content-type': 'application/json' };

      expect((await post('Pings', '{}', ping)).status).to.equal(204);

      await running.wrote('a receiver heard Pings');
      expect(running.output()).to.include(`POST ${offline.url}/Payments`);
    });
  });
};
