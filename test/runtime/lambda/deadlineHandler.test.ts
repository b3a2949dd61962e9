import { expect } from 'chai';
import { EventSourcingError } from '../../../runtime/src/index.js';
import { deadlineHandler } from '../../../runtime/src/lambda/index.js';
import { caught } from '../caught.js';
import { settle, type World, world } from '../processes/processWorld.js';
import { fulfilment, Item, Order } from '../processes/shopFixture.js';

describe('the function that is told of deadlines', () => {
  let shop: World;
  let warned: string[];
  beforeEach(async () => {
    shop = world(fulfilment, [Item, Order]);
    warned = [];
    await shop.execute('Item', 'chair', 'CreateItem', { quantity: 5 });
    await shop.execute('Order', '7', 'PlaceOrder', { lines: [{ item: 'chair', quantity: 1 }] });
    await settle(shop);
  });

  const handler = () =>
    deadlineHandler({
      processes: [fulfilment],
      recordingOf: () => shop.recording(),
      log: { error: () => {}, warn: (message) => void warned.push(message) },
    });
  const due = () => [...shop.scheduled.values()][0] ?? expect.fail();
  const passed = () => shop.log.some(({ events }) => events.some(({ type }) => type === 'DeadlinePassed'));
  const away = (times: number) => {
    let failures = times;
    shop.through(async (call, work) => {
      if (call === 'append' && failures-- > 0) {
        throw new EventSourcingError({ code: 'StoreUnavailable', message: 'Away.', details: { store: 'events' } });
      }
      return work();
    });
  };

  it('records one that is due', async () => {
    await handler()(due());

    expect(passed()).to.equal(true);
  });

  it('waits for a store that is away, while its invocation lasts', async () => {
    away(3);

    await handler()(due(), { getRemainingTimeInMillis: () => 300_000 });

    expect(passed()).to.equal(true);
    expect(warned).to.have.length(3);
  });

  it('fails where the store is away for longer, so that it is invoked again', async () => {
    away(Number.POSITIVE_INFINITY);
    let left = 60_000;

    const error = await caught(
      handler()(due(), {
        getRemainingTimeInMillis() {
          left -= 10_000;
          return left;
        },
      }),
    );

    expect(error.code).to.equal('StoreUnavailable');
  });

  it('passes over one of a process that is no more', async () => {
    await handler()({ ...due(), process: 'greeter' });

    expect(warned).to.deep.equal(['a deadline of a process that is no more was passed over']);
  });

  it('does nothing when it is warmed up, and refuses what is no deadline', async () => {
    await handler()({ Records: [] });

    expect((await caught(handler()({ process: 'fulfilment', id: '7' }))).code).to.equal('MalformedRequest');
  });
});
