import { expect } from 'chai';
import { encodeCommit } from '../../../runtime/src/dynamodb/commitItem.js';
import {
  command,
  createSignals,
  defineAggregate,
  defineProcess,
  defineProjection,
  inMemoryEventStore,
  object,
} from '../../../runtime/src/index.js';
import { projectionHandler, reactionHandler, receivers } from '../../../runtime/src/lambda/index.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { all } from '../commits.js';
import { memoryStores } from '../lambda/memoryStores.js';
import { settle, world } from '../processes/world.js';
import { capture, consumed, Payments, payments, posted, queued, structuredHeaders } from './payments.js';

const text = { type: 'string' } as const;
const amount = { type: 'number' } as const;

const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ paid: 0 }),
  events: { OrderPlaced: object({}), OrderPaid: object({ amount, by: text }) },
  evolve: { OrderPlaced: (order) => order, OrderPaid: (order, { data }) => ({ paid: order.paid + data.amount }) },
  commands: { PlaceOrder: { creates: true, emits: 'OrderPlaced' }, PayOrder: { emits: 'OrderPaid' } },
});

const collection = defineProcess({
  name: 'collection',
  from: [Payments],
  to: [Order],
  key: (event) => (event.type === 'PaymentCaptured' ? event.data.orderId : null),
  on: {
    PaymentCaptured: ({ data, metadata }) =>
      command(Order, 'PayOrder', data.orderId, { amount: data.amount, by: metadata.cloudEvent?.source ?? 'nobody' }),
  },
});

const takings = defineProjection({
  name: 'takings',
  from: [Payments],
  row: object({ orderId: text, amount }),
  key: (event) => (event.type === 'PaymentCaptured' ? event.data.orderId : null),
  commutes: true,
  evolve: { PaymentCaptured: (row, { data }) => ({ orderId: data.orderId, amount: (row?.amount ?? 0) + data.amount }) },
});

describe('an event from outside', () => {
  const byTwoWays = [posted(capture(), structuredHeaders), queued(capture()), consumed({ value: JSON.stringify(capture()) })];

  it('feeds a process, once, though it comes by several ways', async () => {
    const shop = world(collection, [Order]);
    await shop.execute('Order', '7', 'PlaceOrder', {});
    const { handler } = payments(shop.store);

    for (const event of byTwoWays) {
      await handler(event);
      await settle(shop);
      shop.forgetPositions();
      await settle(shop);
    }

    const paid = (await all(shop.store.read('Order/7'))).flatMap(({ events }) => events).filter(({ type }) => type === 'OrderPaid');
    expect(paid).to.deep.equal([{ type: 'OrderPaid', data: { amount: 9.5, by: '/psp' } }]);
    const [first] = shop.log.filter(({ stream }) => stream.startsWith('Payments/'));
    expect((await all(shop.store.read('Order/7')))[1]?.correlationId).to.equal(first?.correlationId);
  });

  it('feeds projections and receivers, as the table delivers it', async () => {
    const signals = createSignals();
    const heard: unknown[] = [];
    signals.on('eventPostSave', { event: 'Payments.PaymentCaptured' }, ({ events }) => void heard.push(...events.map(({ data }) => data)));
    const events = inMemoryEventStore();
    const stores = memoryStores(events);
    const { handler } = payments(events);
    const validate = createValidator();
    const project = projectionHandler({ projections: [takings], validate, stores });
    const receive = reactionHandler({ consumers: [receivers({ aggregates: [Payments], signals })], stores });

    for (const event of [...byTwoWays, queued(capture({ id: 'p-2' }))]) await handler(event);
    const commits = [];
    for await (const streams of events.list('Payments')) for (const stream of streams) commits.push(...(await all(events.read(stream))));
    const delivered = {
      Records: [...commits, ...commits].map((commit, index) => ({
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: String(index), NewImage: encodeCommit(commit) },
      })),
    };

    expect(await project(delivered)).to.deep.equal({ batchItemFailures: [] });
    expect(await receive(delivered)).to.deep.equal({ batchItemFailures: [] });

    const rows = await stores.rowsOf(takings, 'a').load(['7']);
    expect(rows.get('7')?.row).to.deep.equal({ orderId: '7', amount: 19 });
    expect(heard).to.have.length(2);
  });
});
