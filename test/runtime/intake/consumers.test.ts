import { expect } from 'chai';
import { encodeCommit } from '../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import {
  type Commit,
  command,
  createSignals,
  defineAggregate,
  defineProcess,
  defineProjection,
  definePublisher,
  inMemoryEventStore,
  object,
} from '../../../runtime/src/index.js';
import { projectionHandler, publishers, reactionHandler, receivers } from '../../../runtime/src/lambda/index.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { all } from '../commitBuilders.js';
import { memoryStores } from '../lambda/memoryStores.js';
import { settle, world } from '../processes/processWorld.js';
import { recordingTarget } from '../publishers/recordingTarget.js';
import { capture, consumed, Payments, payments, posted, queued, structuredHeaders } from './paymentsFixture.js';

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

const told = definePublisher({
  name: 'told',
  from: [Payments],
  map: { PaymentCaptured: ({ data }) => ({ type: 'com.example.paid', data: { order: data.orderId } }) },
});

async function commitsOf(events: ReturnType<typeof inMemoryEventStore>): Promise<readonly Commit[]> {
  const commits: Commit[] = [];
  for await (const streams of events.list('Payments')) for (const stream of streams) commits.push(...(await all(events.read(stream))));
  return commits;
}

/** As the table's stream delivers them. */
const recordsOf = (commits: readonly Commit[]) => ({
  Records: commits.map((commit, index) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(index), NewImage: encodeCommit(commit) },
  })),
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
    const commits = await commitsOf(events);
    const delivered = recordsOf([...commits, ...commits]);

    expect(await project(delivered)).to.deep.equal({ batchItemFailures: [] });
    expect(await receive(delivered)).to.deep.equal({ batchItemFailures: [] });

    const rows = await stores.rowsOf(takings, 'a').load(['7']);
    expect(rows.get('7')?.row).to.deep.equal({ orderId: '7', amount: 19 });
    expect(heard).to.have.length(2);
  });

  describe('that is published', () => {
    async function published() {
      const events = inMemoryEventStore();
      const stores = memoryStores(events);
      const { handler } = payments(events);
      for (const event of [...byTwoWays, queued(capture({ id: 'p-2' })), queued(capture({ id: 'p-3', type: 'com.psp.refused' }))])
        await handler(event);
      const { target, sent } = recordingTarget();
      const consumers = publishers({
        publishers: [{ publisher: told, target: () => target, source: '/shop/test' }],
        environment: { EVENT_SOURCING_TARGETS: '{"told":{"to":"there"}}' },
      });
      const handle = reactionHandler({ consumers, stores, log: { error: () => {}, warn: () => {} } });
      return { events, handle, sent };
    }

    it('goes out as what it is mapped to, once, of our own source', async () => {
      const { events, handle, sent } = await published();
      const delivered = recordsOf(await commitsOf(events));

      expect(await handle(delivered)).to.deep.equal({ batchItemFailures: [] });
      expect(await handle(delivered)).to.deep.equal({ batchItemFailures: [] });

      const paid = { type: 'com.example.paid', source: '/shop/test/Payments', data: { order: '7' } };
      expect(sent.map(({ type, source, data }) => ({ type, source, data }))).to.deep.equal([paid, paid]);
    });

    it('is found by a sweep that was never delivered, and no more once it is', async () => {
      const { handle, sent } = await published();

      const first = await handle({ eventSourcing: 'sweep', grace: 0 });
      const second = await handle({ eventSourcing: 'sweep', grace: 0 });

      expect(sent).to.have.length(2);
      expect(first.consumers.find(({ consumer }) => consumer === 'publishers/told')).to.include({ behind: 2, healed: 2 });
      expect(second.consumers.map(({ behind }) => behind)).to.deep.equal([0]);
    });

    it('is sent again by a replay, under the ids that it had', async () => {
      const { events, handle, sent } = await published();
      await handle(recordsOf(await commitsOf(events)));
      const ids = sent.map(({ id }) => id);
      const consumer = 'publishers/told';

      const begun = await handle({
        eventSourcing: 'beginReplay',
        consumer,
        how: 'new',
        selection: { types: ['Payments.PaymentCaptured'] },
      });
      if (begun.status !== 'begun') throw new Error(`The replay is ${begun.status}.`);
      const { done } = await handle({ eventSourcing: 'replay', consumer, replay: begun.replay });

      expect(done).to.equal(true);
      expect(sent.map(({ id }) => id)).to.have.members([...ids, ...ids]);
    });
  });
});
