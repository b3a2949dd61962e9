import { expect } from 'chai';
import { EventSourcingError, type EventStore, eventAddress } from '../../../runtime/src/index.js';
import { passDeadline } from '../../../runtime/src/processes/instance/passDeadline.js';
import { load } from '../../../runtime/src/processes/instance/recordInput.js';
import { isTransient } from '../../../runtime/src/stream/transient.js';
import { all } from '../commitBuilders.js';
import { give, settle, stopAt, type World, world } from './processWorld.js';
import { fulfilment, Item, Order } from './shopFixture.js';

const lines = [
  { item: 'chair', quantity: 2 },
  { item: 'table', quantity: 1 },
];

/** What holds of a process on whatever store. */
export function processContract(create: () => Promise<EventStore>): void {
  let shop: World;
  beforeEach(async () => {
    shop = world(fulfilment, [Item, Order], { store: await create() });
    await shop.execute('Item', 'chair', 'CreateItem', { quantity: 5 });
    await shop.execute('Item', 'table', 'CreateItem', { quantity: 1 });
  });

  const place = (ordered = lines, id = '7') => shop.execute('Order', id, 'PlaceOrder', { lines: ordered });
  const types = async (stream: string) => (await all(shop.store.read(stream))).flatMap(({ events }) => events.map(({ type }) => type));
  const stateOf = async () => ({
    order: (await shop.dispatcher().load(Order, '7')).state,
    chair: (await shop.dispatcher().load(Item, 'chair')).state.stock,
    table: (await shop.dispatcher().load(Item, 'table')).state.stock,
  });

  it('sends the commands of a handler, and goes on with what they come to', async () => {
    await place();

    await settle(shop);

    expect(await stateOf()).to.deep.equal({ order: { status: 'confirmed', reason: '' }, chair: 3, table: 0 });
    expect(await types('Fulfilment/7')).to.deep.equal([
      ...['EventReceived', 'CommandIssued', 'CommandIssued', 'DeadlineSet'],
      'CommandAccepted',
      ...['CommandAccepted', 'CommandIssued'],
      'CommandAccepted',
    ]);
    expect([...shop.scheduled.values()]).to.deep.equal([
      { process: 'fulfilment', id: '7', deadline: 'payment', set: 4, at: '2026-01-02T00:00:00.000Z' },
    ]);
  });

  it('takes a rejection as an input, and makes good what was done', async () => {
    await place([...lines, { item: 'table', quantity: 1 }]);

    await settle(shop);

    expect(await stateOf()).to.deep.equal({ order: { status: 'cancelled', reason: 'table: out-of-stock' }, chair: 5, table: 1 });
    expect(shop.scheduled.size).to.equal(0);
  });

  it('is told nothing twice, and sends nothing twice, though everything is delivered again a year later', async () => {
    await place();
    await settle(shop);
    await shop.execute('Order', '7', 'PayOrder', {});
    await settle(shop);
    const before = shop.log.length;

    shop.at('2027-01-01T00:00:00.000Z');
    shop.forgetPositions();
    await settle(shop);

    expect(shop.log.length).to.equal(before);
  });

  it('sends a command as itself, for its own record of the event, which is for the event', async () => {
    const { events } = await shop.dispatcher().execute({
      ...{ aggregate: 'Order', id: '7', command: 'PlaceOrder', data: { lines }, correlationId: 'checkout' },
    });
    await settle(shop);

    const [reserved] = (await all(shop.store.read('Item/chair'))).slice(1);
    expect(reserved).to.deep.include({
      correlationId: 'checkout',
      causationId: 'Fulfilment/7@2',
      metadata: { actor: 'processes/fulfilment' },
    });
    const [received] = await all(shop.store.read('Fulfilment/7'));
    expect(received).to.deep.include({ correlationId: 'checkout', causationId: eventAddress(events[0] ?? expect.fail()) });
  });

  describe('whose command was refused', () => {
    const order = [{ item: 'table', quantity: 2 }];

    it('is not obeyed later, by another container that was given the same before it was refused', async () => {
      await place(order);
      const [slow, fast] = [shop.container(), shop.container()];
      const gate = stopAt('transact');
      await settle(shop, fast, { until: 'Fulfilment/7@1' });

      // The slow one is refused, and stops before it says so; meanwhile there is stock, and the fast one is accepted.
      shop.through(gate.gate);
      const slowly = give(shop, slow, 'Fulfilment/7@1');
      await gate.reached;
      shop.opened();
      await shop.execute('Item', 'table', 'StockItem', { quantity: 1 });
      await give(shop, fast, 'Fulfilment/7@1');
      gate.goOn();
      await slowly;
      await settle(shop);

      expect((await stateOf()).order.status).to.equal('confirmed');
      expect((await stateOf()).table).to.equal(0);
      expect(await types('Fulfilment/7')).not.to.include('CommandRejected');
    });

    it('never takes effect once that is recorded, whoever sends it again', async () => {
      await place(order);
      const gate = stopAt('transact');
      const [slow, fast] = [shop.container(), shop.container()];
      await settle(shop, fast, { until: 'Fulfilment/7@1' });
      await shop.execute('Item', 'table', 'StockItem', { quantity: 1 });

      // The slow one would be accepted, and stops before that is stored. The fast one sees the stock go, is refused, and says so.
      shop.through(gate.gate);
      const slowly = give(shop, slow, 'Fulfilment/7@1');
      await gate.reached;
      shop.opened();
      await shop.execute('Item', 'table', 'ReserveStock', { quantity: 2, order: 'another' });
      await give(shop, fast, 'Fulfilment/7@1');
      await shop.execute('Item', 'table', 'StockItem', { quantity: 5 });
      gate.goOn();
      await slowly;
      await settle(shop);

      expect((await stateOf()).order).to.deep.equal({ status: 'cancelled', reason: 'table: out-of-stock' });
      expect((await stateOf()).table).to.equal(5);
    });
  });

  describe('with a deadline', () => {
    const due = { process: 'fulfilment', id: '7', deadline: 'payment', set: 4, at: '2026-01-02T00:00:00.000Z' };
    beforeEach(async () => {
      await place();
      await settle(shop);
    });

    it('is told when it passes, once, however often the scheduler says so', async () => {
      shop.at(due.at);

      await shop.pass(due);
      await shop.pass(due);
      await settle(shop);
      await shop.pass(due);
      await settle(shop);

      expect(await stateOf()).to.deep.equal({ order: { status: 'cancelled', reason: 'not paid' }, chair: 5, table: 1 });
      expect((await types('Fulfilment/7')).filter((type) => type === 'DeadlinePassed')).to.have.length(1);
    });

    it('is told nothing of one that was cancelled, though the scheduler says so', async () => {
      await shop.execute('Order', '7', 'PayOrder', {});
      await settle(shop);
      expect(shop.scheduled.size).to.equal(0);

      await shop.pass(due);
      await settle(shop);

      expect((await stateOf()).order.status).to.equal('paid');
      expect(await types('Fulfilment/7')).not.to.include('DeadlinePassed');
    });

    it('is told nothing of one that is not the one that was set', async () => {
      await shop.pass({ ...due, set: 3 });
      await shop.pass({ ...due, at: '2026-01-01T12:00:00.000Z' });
      await shop.pass({ ...due, deadline: 'delivery' });

      expect(await types('Fulfilment/7')).not.to.include('DeadlinePassed');
    });

    it('is told at once of one that is over when it is set', async () => {
      await place(lines.slice(0, 1), '8');
      shop.at('2026-01-05T00:00:00.000Z');

      await settle(shop);

      expect((await types('Fulfilment/8')).filter((type) => type === 'DeadlinePassed')).to.have.length(1);
      expect((await shop.dispatcher().load(Order, '8')).state.reason).to.equal('not paid');
    });

    it('is told of it by a container that knew the process before it was set', async () => {
      const { recording } = shop;
      const old = recording();
      await load(old, '9');
      await place(lines.slice(0, 1), '9');
      await settle(shop);
      const [pending] = [...shop.scheduled.values()].filter(({ id }) => id === '9');

      await passDeadline(old, pending ?? expect.fail());

      expect(await types('Fulfilment/9')).to.include('DeadlinePassed');
    });
  });

  it('fails the delivery, and records no outcome, where the target could not be asked', async () => {
    await place();
    const away = new EventSourcingError({ code: 'StoreThrottled', message: 'Slower.', details: { store: 'events' } });
    await settle(shop, shop.container(), { until: 'Fulfilment/7@1' });

    let asked = 0;
    shop.through(async (call, work) => {
      // The target alone: an outcome could be recorded.
      if (call === 'transact' && asked++ === 0) throw away;
      return work();
    });
    const outcome = await give(shop, shop.container(), 'Fulfilment/7@1');
    shop.opened();

    expect(outcome).to.deep.equal({ status: 'failed', error: away });
    expect(isTransient(away, 0)).to.equal(true);
    expect(await types('Fulfilment/7')).not.to.include('CommandRejected');
    await settle(shop);
    expect((await stateOf()).order.status).to.equal('confirmed');
  });

  it('takes for an outcome what the target refuses without being asked to decide', async () => {
    await place([{ item: 'lamp', quantity: 1 }]);

    await settle(shop);

    expect((await stateOf()).order).to.deep.equal({ status: 'cancelled', reason: 'lamp: AggregateNotFound' });
  });

  it('sends nothing twice though its key has changed, and it is another process that has the event now', async () => {
    await place();
    await settle(shop);
    const renamed = world({ ...fulfilment, key: ({ aggregateId }) => `order-${aggregateId}` }, [Item, Order], { store: shop.store });
    renamed.log.push(...shop.log.filter(({ stream }) => stream === 'Order/7'));

    await settle(renamed);

    expect(await types('Fulfilment/order-7')).to.include('CommandAccepted');
    expect((await stateOf()).chair).to.equal(3);
  });

  it('handles nothing from before the time that it says', async () => {
    const since = '2026-01-01T12:00:00.000Z';
    const young = world({ ...fulfilment, since }, [Item, Order], { store: shop.store });
    await young.execute('Order', '7', 'PlaceOrder', { lines });
    young.at(since);
    await young.execute('Order', '8', 'PlaceOrder', { lines: lines.slice(0, 1) });

    await settle(young);

    expect(await types('Fulfilment/7')).to.deep.equal([]);
    expect(await types('Fulfilment/8')).to.include('CommandAccepted');
  });
}
