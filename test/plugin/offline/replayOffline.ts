import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { binaryOf, type Framework, titleOf } from '../frameworks.js';
import { eventBridge, type FakeBus } from './fakeEventBridge.js';
import { eventually, type OfflineService, offlineService, send } from './offlineService.js';

const block = `
eventSourcing:
  aggregates: { Item: src/item.Item }
  projections: { catalogue: src/catalogue.catalogue }
  publish:
    audit: { eventBridge: default, events: ['*'] }
`;

const items = ['chair', 'lamp', 'sofa', 'table'];
const updates = 5;

/** A replay in a service that runs offline, under a framework. */
export const replayOffline = (framework: () => Framework) => {
  describe(`a replay offline, under ${titleOf(framework)}`, () => {
    let offline: OfflineService;
    let bus: FakeBus;
    before(async () => {
      bus = await eventBridge();
      offline = await offlineService({ block, framework: framework() });
      await offline.start({ env: { AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url } });
      await Promise.all(
        items.map(async (id) => {
          await send(offline.url, id, 'CreateItem', { name: id, price: 0 });
          for (let price = 1; price <= updates; price += 1) await send(offline.url, id, 'UpdatePrice', { price });
        }),
      );
      await eventually(
        () => new Set(bus.puts.map(({ Detail }) => JSON.parse(Detail).id)).size,
        (size) => size === items.length * (1 + updates),
      );
    });
    beforeEach(() => void bus.puts.splice(0));
    after(async () => {
      await offline.end();
      bus.close();
    });

    const command = (...args: string[]) => [binaryOf(offline.service.framework), 'eventsourcing', 'replay', ...args, '--local'];
    const verb = (...args: string[]) => offline.verb('replay', ...args);
    const jsonOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    const sentOf = (id: string): string[] =>
      bus.puts.map(({ Detail }) => JSON.parse(Detail)).flatMap((event) => (event.subject === id ? event.id : []));
    const addresses = (id: string) => Array.from({ length: 1 + updates }, (_, index) => `Item/${id}@${index + 1}`);

    it('counts what it would send, and sends it, in order and under the ids of the first time', async () => {
      const dry = await verb('--publisher', 'audit', '--types', 'PriceUpdated', '--dry-run', '--json');
      const nothing = bus.puts.length;
      const all = await verb('--publisher', 'audit', '--json');

      expect(dry.code, dry.output).to.equal(0);
      expect(jsonOf(dry.stdout)).to.deep.equal({ publisher: 'audit', dryRun: true, events: 20, failures: [] });
      expect(nothing).to.equal(0);
      expect(all.code, all.output).to.equal(0);
      expect(jsonOf(all.stdout)).to.deep.equal({ publisher: 'audit', dryRun: false, events: 24, failures: [], done: true });
      for (const id of items) expect(sentOf(id)).to.deep.equal(addresses(id));
    });

    it('goes on after it was killed, and says how', async () => {
      const killed = spawn(process.execPath, command('--publisher', 'audit', '--rate', '2'), { cwd: offline.service.dir, stdio: 'ignore' });
      const ended = new Promise((resolve) => killed.once('close', resolve));
      await eventually(
        () => bus.puts.length,
        (count) => count > 2,
      );
      killed.kill('SIGKILL');
      await ended;

      const again = await verb('--publisher', 'audit');
      const resumed = await verb('--publisher', 'audit', '--resume');
      const none = await verb('--publisher', 'audit', '--resume');

      expect(again.code, again.output).to.equal(1);
      expect(again.output).to.match(
        /A replay of audit, begun at .*Go on with 'serverless eventsourcing replay --publisher audit --resume', or begin anew with --restart/,
      );
      expect(resumed.code, resumed.output).to.equal(0);
      expect(resumed.stdout).to.match(/audit: \d+ events were sent again to eventBridge default/);
      for (const id of items) expect([...new Set(sentOf(id))]).to.deep.equal(addresses(id));
      expect(none.code).to.equal(1);
      expect(none.output).to.include('there is none of audit: all was sent');
    });

    it('refuses what is no publisher, and what it does not publish', async () => {
      const catalogue = await verb('--publisher', 'catalogue');
      const types = await verb('--publisher', 'audit', '--types', 'PriceUpdatd');

      expect(catalogue.code).to.equal(1);
      expect(catalogue.output).to.match(
        /--publisher must be the name of a publisher \('audit'\), 'catalogue' given\. It is a projection, and what it did once is not done again: only\s+publishers replay/,
      );
      expect(types.output).to.match(/--types must be events that it publishes .*'PriceUpdatd' given\. Did you mean 'PriceUpdated'\?/);
      expect(types.output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
      expect(bus.puts).to.deep.equal([]);
    });
  });
};
