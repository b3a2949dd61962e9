import { expect } from 'chai';
import { type Commit, createSignals, EventSourcingError } from '../../../../runtime/src/index.js';
import { reactionHandler, receivers } from '../../../../runtime/src/lambda/index.js';
import type { Stores } from '../../../../runtime/src/lambda/stores.js';
import type { ParkedRequest } from '../../../../runtime/src/model/control.js';
import { statusOf } from '../../../../runtime/src/operations/status/status.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { commit, deposited, opened } from '../../commitBuilders.js';
import { memoryStores } from '../../lambda/memoryStores.js';

const consumer = 'receivers';

/** Receivers that throw for a deposit of 13, and for whatever else is named, until they are mended. */
async function prepare(history: readonly Commit[]) {
  const stores = memoryStores();
  for (const each of history) await stores.events.append(each);
  const heard: string[] = [];
  const broken = new Set<string>();
  const signals = createSignals();
  signals.on('eventPostSave', ({ aggregateId, events }) => {
    for (const { version } of events) {
      const address = `${aggregateId}@${version}`;
      if (broken.has(address)) throw new TypeError(`${address} is poisoned`);
      heard.push(address);
    }
  });
  const log = { error: () => {}, warn: () => {} };
  const ask = (event: ParkedRequest, more: Partial<Stores> = {}, timeLeft = 300_000) => {
    const handler = reactionHandler({ consumers: [receivers({ aggregates: [Account], signals })], log, stores: { ...stores, ...more } });
    return handler(event, { getRemainingTimeInMillis: () => timeLeft });
  };
  return { stores, heard, broken, ask };
}

const at = '2026-03-04T05:06:07.000Z';
const error = { name: 'TypeError', message: 'poisoned' };
const park = ({ parked }: Stores, stream: string, version: number, last: number) =>
  parked.park({ consumer, stream, version, last, error, at });
const account = (id: string) => [commit(`Account/${id}`, 1, [opened('Ann')]), commit(`Account/${id}`, 2, [deposited(1)])];

describe('a function that is asked to redrive', () => {
  it('tries a stream again, and lets it go', async () => {
    const { stores, heard, ask } = await prepare(account('1'));
    await park(stores, 'Account/1', 1, 2);

    const answer = await ask({ eventSourcing: 'redrive', consumer, stream: 'Account/1' });

    expect(answer).to.deep.equal({ streams: [{ stream: 'Account/1', status: 'released', position: 2 }] });
    expect(heard).to.deep.equal(['1@1', '1@2']);
    expect(await stores.parked.count(consumer)).to.equal(0);
  });

  it('says where a stream stopped again, and that one is not parked', async () => {
    const { stores, broken, ask } = await prepare(account('1'));
    await park(stores, 'Account/1', 1, 2);
    broken.add('1@2');

    const again = await ask({ eventSourcing: 'redrive', consumer, stream: 'Account/1' });
    const unparked = await ask({ eventSourcing: 'redrive', consumer, stream: 'Account/2' });

    expect(again.streams).to.deep.equal([
      { stream: 'Account/1', status: 'parked', version: 2, error: { name: 'TypeError', message: '1@2 is poisoned' } },
    ]);
    expect(unparked.streams).to.deep.equal([{ stream: 'Account/2', status: 'notParked' }]);
  }).timeout(10_000);

  it('tries all of a consumer, page by page, and answers a cursor when the time is over', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => String(100 + index));
    const { stores, ask } = await prepare(ids.flatMap(account));
    for (const id of ids) await park(stores, `Account/${id}`, 1, 2);
    let asked = 0;
    // Time for the first page alone, and then for all that is left.
    const first = await ask(
      { eventSourcing: 'redrive', consumer },
      {
        parked: { ...stores.parked, list: (...args) => stores.parked.list(...args).finally(() => asked++) },
      },
    );
    const hurried = await prepare(ids.flatMap(account));
    for (const id of ids) await park(hurried.stores, `Account/${id}`, 1, 2);
    const short = await hurried.ask({ eventSourcing: 'redrive', consumer }, {}, 1000);

    expect(first.streams.filter(({ status }) => status === 'released')).to.have.length(40);
    expect(first).not.to.have.property('cursor');
    expect(asked).to.be.greaterThan(1);
    expect(short.streams.every(({ status }) => status === 'unfinished')).to.equal(true);
    expect(short.streams).to.have.length(16);
    expect(short.cursor).to.be.a('string');
    const rest = await hurried.ask({ eventSourcing: 'redrive', consumer, ...(short.cursor ? { cursor: short.cursor } : {}) });
    expect(rest.streams).to.have.length(24);
    expect(await hurried.stores.parked.count(consumer)).to.equal(16);
  });

  it('goes on with others when a table is in the way of one', async () => {
    const { stores, ask } = await prepare([...account('1'), ...account('2')]);
    await park(stores, 'Account/1', 1, 2);
    await park(stores, 'Account/2', 1, 2);
    const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'slow down', details: { store: 'parked' } });
    const release: Stores['parked']['release'] = (name, stream, last) =>
      stream === 'Account/1' ? Promise.reject(throttled) : stores.parked.release(name, stream, last);

    const { streams } = await ask({ eventSourcing: 'redrive', consumer }, { parked: { ...stores.parked, release } });

    expect(streams).to.deep.equal([
      { stream: 'Account/1', status: 'failed', error: { name: 'StoreThrottled', message: 'slow down' } },
      { stream: 'Account/2', status: 'released', position: 2 },
    ]);
  });

  it('discards the commit that the stream is parked at, and no other', async () => {
    const { stores, heard, ask } = await prepare(account('1'));
    await park(stores, 'Account/1', 1, 2);

    const other = await ask({ eventSourcing: 'discard', consumer, stream: 'Account/1', version: 2 });
    const heardBefore = [...heard];
    const right = await ask({ eventSourcing: 'discard', consumer, stream: 'Account/1', version: 1 });

    expect(other.streams).to.deep.equal([{ stream: 'Account/1', status: 'otherVersion', version: 1 }]);
    expect(heardBefore).to.deep.equal([]);
    expect(right.streams).to.deep.equal([{ stream: 'Account/1', status: 'released', position: 2 }]);
    expect(heard).to.deep.equal(['1@2']);
  });

  const refusals: readonly [string, object, string][] = [
    [
      'a consumer of another function',
      { eventSourcing: 'redrive', consumer: 'projections/x' },
      "no consumer 'projections/x', only receivers",
    ],
    ['what it does not know', { eventSourcing: 'explode', consumer }, '/eventSourcing must be redrive or discard'],
    ['a discard without a stream', { eventSourcing: 'discard', consumer }, '/stream is missing'],
    [
      'a version that is none',
      { eventSourcing: 'discard', consumer, stream: 'Account/1', version: '7' },
      '/version must be a whole number',
    ],
    ['a field too many', { eventSourcing: 'redrive', consumer, force: true }, '/force is not allowed here'],
  ];
  for (const [what, event, says] of refusals) {
    it(`refuses a redrive of ${what}`, async () => {
      const { ask } = await prepare([]);

      const fault = await caught(ask(event as ParkedRequest));

      expect(fault).to.include({ code: 'MalformedRequest' });
      expect(String(fault)).to.include(says);
    });
  }
});

describe('the status of a consumer', () => {
  it('counts what is parked, and shows what has been for longest', async () => {
    const { parked } = memoryStores();
    for (const [stream, since] of [
      ['Account/1', '2026-03-04T05:06:09.000Z'],
      ['Account/2', '2026-03-04T05:06:07.000Z'],
      ['Account/3', '2026-03-04T05:06:08.000Z'],
    ] as const)
      await parked.park({ consumer, stream, version: 3, last: 5, error, at: since });

    expect(await statusOf(parked, consumer)).to.deep.equal({
      consumer,
      parked: 3,
      oldest: { stream: 'Account/2', version: 3, last: 5, error, at: '2026-03-04T05:06:07.000Z' },
    });
    expect(await statusOf(parked, 'projections/other')).to.deep.equal({ consumer: 'projections/other', parked: 0 });
  });
});
