import { expect } from 'chai';
import { watchCatalogue } from '../../example-service/demo/catalogueWatch.js';
import { checkCatalogue } from '../../example-service/demo/checkCatalogue.js';
import { checkItems } from '../../example-service/demo/checkItems.js';
import type { Answer, Body, Client } from '../../example-service/demo/client.js';
import type { CommandLine } from '../../example-service/demo/commandFile.js';
import { outcomeOf } from '../../example-service/demo/counts.js';
import { afterCommand } from '../../example-service/demo/expectedItems.js';

const answer = (status: number, body: object, version?: number): Answer => ({
  status,
  headers: new Headers(version === undefined ? {} : { etag: `"${version}"` }),
  body: body as Body,
});

/** A service that answers from a list, and else with 404. */
const serviceWith = (answers: Readonly<Record<string, Answer>>): Client => ({
  get: async (path) => answers[path] ?? answer(404, { code: 'RowNotFound' }),
  post: async () => answer(500, {}),
});

const lamp = () => {
  const created = afterCommand(undefined, 'lamp', 'CreateItem', { name: 'Lamp', price: 9 });
  return afterCommand(created, 'lamp', 'UpdatePrice', { price: 5 });
};
const retiredLamp = () => afterCommand(lamp(), 'lamp', 'RetireItem', { reason: 'broken' });

const events = [
  { type: 'ItemCreated', data: { name: 'Lamp', price: 9 }, version: 1 },
  { type: 'PriceUpdated', data: { price: 5 }, version: 2 },
];
const itemAnswers = (state: object = { name: 'Lamp', price: 5, onSale: true }) => ({
  '/Item/lamp': answer(200, { aggregateId: 'lamp', version: 2, state }, 2),
  '/Item/lamp/events?after=0&limit=3': answer(200, { events }),
});
const row = { id: 'lamp', name: 'Lamp', price: 5 };
const catalogueAnswers = (rows: readonly object[] = [row]) => ({
  '/catalogue?limit=10': answer(200, { rows }),
  '/catalogue/lamp': rows.length > 0 ? answer(200, rows[0] ?? {}, 2) : answer(404, { code: 'RowNotFound' }),
  '/catalogue?index=byName&name=Lamp&limit=10': answer(200, { rows }),
});

const wheres = (mismatches: readonly { where: string }[]) => mismatches.map(({ where }) => where);

describe("the demo's checks", () => {
  it('find nothing where all is as it must be', async () => {
    const service = serviceWith({ ...itemAnswers(), ...catalogueAnswers() });

    expect(await checkItems(service, [lamp()])).to.deep.equal([]);
    expect(await checkCatalogue(service, [lamp()])).to.deep.equal([]);
  });

  it('find a wrong state, a gap in the events, and a retired item that still answers', async () => {
    const wrongState = serviceWith(itemAnswers({ name: 'Lamp', price: 9, onSale: false }));
    const gap = serviceWith({ ...itemAnswers(), '/Item/lamp/events?after=0&limit=3': answer(200, { events: events.slice(1) }) });
    const undead = serviceWith(itemAnswers());

    expect(wheres(await checkItems(wrongState, [lamp()]))).to.deep.equal(['GET /Item/lamp']);
    expect(wheres(await checkItems(gap, [lamp()]))).to.deep.equal(['GET /Item/lamp/events']);
    expect(wheres(await checkItems(undead, [retiredLamp()]))).to.include('GET /Item/lamp of a retired item');
  });

  it('find a row that is missing, late, too many, or of a retired item', async () => {
    const everywhere = ['GET /catalogue', 'GET /catalogue/lamp', 'GET /catalogue?index=byName&name=Lamp'];
    const missing = serviceWith(catalogueAnswers([]));
    const stale = serviceWith(catalogueAnswers([{ ...row, price: 9 }]));
    const twice = serviceWith(catalogueAnswers([row, row]));
    const undead = serviceWith(catalogueAnswers());

    expect(wheres(await checkCatalogue(missing, [lamp()]))).to.include.members(everywhere);
    expect(wheres(await checkCatalogue(stale, [lamp()]))).to.include.members(everywhere);
    expect(wheres(await checkCatalogue(twice, [lamp()]))).to.include('GET /catalogue');
    expect(wheres(await checkCatalogue(undead, [retiredLamp()]))).to.include('GET /catalogue/lamp of a retired item');
  });

  it('find an event that the catalogue shows too late, or not at all', async () => {
    const line: CommandLine = {
      number: 7,
      item: 'lamp',
      isNew: false,
      command: 'UpdatePrice',
      data: {},
      body: '{}',
      headers: {},
      expect: { status: 200 },
    };
    const settled = async (shown: number, secondsPerLook: number) => {
      let now = 0;
      const get = async () => {
        now += secondsPerLook * 1000;
        return answer(200, row, shown);
      };
      const watch = watchCatalogue({ get, post: get }, { allowed: 2000, now: () => now });
      watch.expect(lamp(), line);
      return watch.settle();
    };

    const [inTime, late, never] = await Promise.all([settled(2, 1), settled(2, 3), settled(1, 3)]);

    expect(inTime).to.deep.equal({ slowest: 1000, mismatches: [] });
    expect(late.mismatches).to.deep.equal([
      { where: 'line 7, UpdatePrice lamp, seen in the catalogue', expected: 'within 2 s', came: 'after 3.00 s' },
    ]);
    expect(never.mismatches[0]).to.include({ came: 'not within 10 s' });
  });

  it('count a 200 without a version, and a 500, as failures', () => {
    expect(outcomeOf(answer(200, {}), false)).to.equal('failed');
    expect(outcomeOf(answer(500, {}), false)).to.equal('failed');
    expect(outcomeOf(answer(200, {}, 1), false)).to.equal('accepted');
    expect(outcomeOf(answer(200, {}, 1), true)).to.equal('duplicates');
    expect(outcomeOf(answer(409, { code: 'AggregateAlreadyExists' }), false)).to.equal('rejected');
    expect(outcomeOf(answer(409, { code: 'Conflict' }), false)).to.equal('conflicts');
  });
});
