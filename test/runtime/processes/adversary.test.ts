import { expect } from 'chai';

import { all } from '../commitBuilders.js';
import { type Gate, settle, type World, world } from './processWorld.js';
import { fulfilment, Item, Order } from './shopFixture.js';

const stream = 'Fulfilment/7';
const placed = {
  lines: [
    { item: 'chair', quantity: 2 },
    { item: 'table', quantity: 2 },
    { item: 'chair', quantity: 1 },
  ],
};

/** A shop in which an order was placed whose second line cannot be had: reserve, be refused, cancel, release, cancel the deadline. */
async function shopWithOrder(): Promise<World> {
  const shop = world(fulfilment, [Item, Order]);
  await shop.execute('Item', 'chair', 'CreateItem', { quantity: 5 });
  await shop.execute('Item', 'table', 'CreateItem', { quantity: 1 });
  await shop.execute('Order', '7', 'PlaceOrder', placed);
  return shop;
}

class Killed extends Error {}

/** Ends a container at a call: none of its later calls gets through either. `after`: the call was done, and its answer is lost. */
function killAt(at: number, when: 'before' | 'after'): { readonly gate: Gate; calls(): number } {
  let calls = 0;
  const gate: Gate = async (_, work) => {
    calls += 1;
    if (calls < at) return work();
    if (calls === at && when === 'after') await work();
    throw new Killed();
  };
  return { gate, calls: () => calls };
}

type Recorded = { readonly type: string; readonly data: Readonly<Record<string, unknown>>; readonly version: number };

async function historyOf({ store }: World): Promise<readonly Recorded[]> {
  const events: Recorded[] = [];
  for (const commit of await all(store.read(stream))) {
    for (const [index, { type, data }] of commit.events.entries())
      events.push({ type, data: { ...Object(data) }, version: commit.version + index });
  }
  return events;
}

/** What must be so of a process's stream, and of what it sent, whatever happened. */
async function assertOnceAndInOrder(shop: World): Promise<void> {
  const history = await historyOf(shop);
  const of = (...types: readonly string[]) => history.filter(({ type }) => types.includes(type));

  const received = of('EventReceived').map(({ data }) => `${data.aggregate}/${data.aggregateId}@${data.version}`);
  expect(received, 'events are received once').to.deep.equal([...new Set(received)]);
  const issued = of('CommandIssued').map(({ version }) => version);
  const outcomes = of('CommandAccepted', 'CommandRejected').map(({ data }) => data.issued);
  expect(outcomes, 'each command has one outcome, in the order in which they were issued').to.deep.equal(issued);

  const effects = shop.log.filter((commit) => commit.metadata.actor === 'processes/fulfilment');
  const accepted = of('CommandAccepted').filter(({ data }) => data.command !== 'CancelOrder' || data.version === 2);
  expect(
    effects.map(({ stream: target, last }) => `${target}@${last}`).sort(),
    'what was accepted took effect once, what was refused never',
  ).to.deep.equal(accepted.map(({ data }) => `${data.aggregate}/${data.id}@${data.version}`).sort());
}

async function assertSettled(shop: World): Promise<void> {
  await assertOnceAndInOrder(shop);
  const { load } = shop.dispatcher();
  expect((await load(Order, '7')).state).to.deep.equal({ status: 'cancelled', reason: 'table: out-of-stock' });
  expect((await load(Item, 'chair')).state.stock).to.equal(5);
  expect((await load(Item, 'table')).state.stock).to.equal(1);
  expect(shop.scheduled.size, 'no deadline is left').to.equal(0);
}

describe('a process, against an adversary', () => {
  let total: number;
  before(async () => {
    const shop = await shopWithOrder();
    const { gate, calls } = killAt(Number.POSITIVE_INFINITY, 'before');
    shop.through(gate);
    await settle(shop);
    shop.opened();
    await assertSettled(shop);
    total = calls();
  });

  for (const when of ['before', 'after'] as const) {
    it(`does all once and in order though its container ends ${when} any call, and another goes on`, async () => {
      expect(total).to.be.greaterThan(20);
      for (let at = 1; at <= total; at++) {
        const shop = await shopWithOrder();
        shop.through(killAt(at, when).gate);
        const error = await settle(shop).catch((thrown: unknown) => thrown);
        expect(error, `call ${at}`).to.be.instanceOf(Killed);
        await assertPrefix(shop);

        shop.opened();
        await settle(shop);

        await assertSettled(shop);
      }
    });

    it(`does so though the one that goes on ends ${when} a call, too`, async () => {
      for (let first = 1; first <= total; first += 2) {
        for (const second of [1, 2, 3, 5, 8]) {
          const shop = await shopWithOrder();
          for (const at of [first, second]) {
            shop.through(killAt(at, when).gate);
            await settle(shop).catch((thrown: unknown) => expect(thrown).to.be.instanceOf(Killed));
          }

          shop.opened();
          await settle(shop);

          await assertSettled(shop);
        }
      }
    });
  }

  it('does all once though containers are given the same at the same time, in whatever turns', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const shop = await shopWithOrder();
      const chance = chances(seed);
      shop.through(async (_, work) => {
        for (let turns = chance(6); turns > 0; turns--) await Promise.resolve();
        const result = await work();
        for (let turns = chance(6); turns > 0; turns--) await Promise.resolve();
        return result;
      });

      await Promise.all([settle(shop), settle(shop), settle(shop)]);
      shop.opened();
      await settle(shop);

      await assertSettled(shop);
    }
  });
});

/** After any end: nothing was recorded twice, and nothing that was refused on record took effect. */
async function assertPrefix(shop: World): Promise<void> {
  shop.opened();
  const history = await historyOf(shop);
  const rejected = new Set(history.filter(({ type }) => type === 'CommandRejected').map(({ data }) => data.issued));
  const outcomes = history.filter(({ type }) => type === 'CommandAccepted' || type === 'CommandRejected').map(({ data }) => data.issued);
  expect(outcomes).to.deep.equal([...new Set(outcomes)]);
  for (const effect of shop.log.filter(({ metadata }) => metadata.actor === 'processes/fulfilment')) {
    const version = Number(effect.causationId.split('@')[1]);
    expect(rejected.has(version), `${effect.stream}@${effect.version} was refused on record`).to.equal(false);
  }
}

/** Whole numbers below a bound, the same for the same seed (mulberry32). */
function chances(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
