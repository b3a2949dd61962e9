import { expect } from 'chai';
import { serverless3 } from '../frameworks.js';
import { blockWith, commandQueueOffline, pricesOf, sendLater } from './commandQueueOffline.js';
import { eventually, type OfflineService, offlineService, send } from './offlineService.js';

commandQueueOffline(() => serverless3);

describe('a queue of commands offline, on a database that outlives it', () => {
  let offline: OfflineService;
  before(async () => {
    offline = await offlineService({ block: blockWith('{ maxReceiveCount: 1000 }') });
  });
  after(() => offline.end());

  it('has after a restart what had waited, in its order', async () => {
    const running = await offline.start();
    for (const price of [8, 9]) await sendLater(offline.url, 'late', 'UpdatePrice', { price });
    await running.wrote('UpdatePrice on Item/late failed, and is tried again');
    await running.stop();

    await offline.start();
    await send(offline.url, 'late', 'CreateItem', { name: 'late', price: 1 });
    const prices = await eventually(
      () => pricesOf(offline.url, 'late'),
      (all) => all.length > 2,
    );

    expect(prices).to.deep.equal([1, 8, 9]);
  });
});

describe('a queue of commands offline, whose commands keep failing', () => {
  let offline: OfflineService;
  before(async () => {
    offline = await offlineService({ block: blockWith('{ maxReceiveCount: 2 }') });
  });
  after(() => offline.end());

  it('sets them aside, each with one line, and goes on with what is behind them', async () => {
    const running = await offline.start();

    await sendLater(offline.url, 'never', 'UpdatePrice', { price: 8 });
    await sendLater(offline.url, 'never', 'CreateItem', { name: 'never', price: 1 });
    const prices = await eventually(
      () => pricesOf(offline.url, 'never'),
      (all) => all.length > 0,
    );
    await running.wrote('it is set aside as a dead letter');

    expect(prices).to.deep.equal([1]);
    expect(running.output().split('it is set aside as a dead letter')).to.have.length(2);
    const { prefix } = offline;
    expect(running.output()).to.match(
      new RegExp(`${prefix}-commandQueue failed on a message of ${prefix}-commands\\.fifo 2 times.*UpdatePrice`),
    );
  });
});
