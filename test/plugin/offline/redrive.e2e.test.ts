import { expect } from 'chai';
import { eventually, type OfflineService, offlineService, send } from './offlineService.js';
import { histories, receivedBy, retirableItems } from './retirableItems.js';

describe('what is parked in a running service', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService({ files: await retirableItems() });
  });
  afterEach(() => offline.end());

  const verb = (...args: string[]) => offline.verb(...args);
  const jsonOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

  it('is shown by status, stays when a redrive fails, and goes on in order once it is mended', async () => {
    const running = await offline.start();
    await send(offline.url, 'poison', 'CreateItem', { name: 'poison', price: 1 });
    await running.wrote('a stream was parked');
    await send(offline.url, 'poison', 'UpdatePrice', { price: 2 });
    const status = await eventually(
      async () => jsonOf((await verb('status', '--json')).stdout),
      ({ consumers }) => consumers.some(({ oldest }: { oldest?: { last: number } }) => oldest?.last === 2),
    );
    const failing = await verb('redrive', '--consumer', 'receivers', '--stream', 'Item/poison');
    await offline.service.write('mended', '');
    const mended = await verb('redrive', '--consumer', 'receivers', '--all', '--json');
    const after = await verb('status');

    expect(status.consumers[0]).to.deep.equal({ consumer: 'projections/catalogue', parked: 0, rows: { read: 'a' } });
    expect(status.consumers[1]).to.deep.include({ consumer: 'receivers', parked: 1 });
    expect(status.consumers[1].oldest).to.deep.include({ stream: 'Item/poison', version: 1 });
    expect(status.consumers[1].oldest.error.message).to.include('poisoned');
    expect(failing.code, failing.output).to.equal(1);
    expect(failing.stdout).to.match(/Item\/poison stays parked at version 1: .*poisoned/);
    expect(failing.output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    expect(mended.code, mended.output).to.equal(0);
    expect(jsonOf(mended.stdout)).to.deep.equal({
      consumer: 'receivers',
      released: 1,
      stayed: 0,
      streams: [{ stream: 'Item/poison', status: 'released', position: 2 }],
    });
    expect(histories(await receivedBy(offline))).to.deep.equal({ poison: [1, 2] });
    expect(after.stdout).to.include('receivers: nothing parked');
  });

  it('is passed over by discard, if it is what was looked at', async () => {
    const running = await offline.start();
    await send(offline.url, 'poison', 'CreateItem', { name: 'poison', price: 1 });
    await running.wrote('a stream was parked');

    const other = await verb('discard', '--consumer', 'receivers', '--stream', 'Item/poison', '--at-version', '2');
    const right = await verb('discard', '--consumer', 'receivers', '--stream', 'Item/poison', '--at-version', '1');

    expect(other.code, other.output).to.equal(1);
    expect(other.stdout).to.include('Item/poison is parked at version 1: nothing was discarded');
    expect(right.code, right.output).to.equal(0);
    expect(right.stdout).to.include('receivers: 1 stream goes on, 0 stay parked');
    expect(await receivedBy(offline)).to.deep.equal([]);
  });
});
