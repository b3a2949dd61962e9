import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Commit,
  definePublisher,
  EventSourcingError,
  inMemoryEventStore,
  type Publisher,
  publishEvents,
} from '../../../../runtime/src/index.js';
import { publishers, reactionHandler, receivers } from '../../../../runtime/src/lambda/index.js';
import type { BegunReplay, ReplayAnswer, ReplayRequest, ReplaySelection } from '../../../../runtime/src/model/control.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { commit, deposited, opened, withdrawn } from '../../commitBuilders.js';
import { memoryStores } from '../../lambda/memoryStores.js';
import { recordingTarget } from '../../publishers/recordingTarget.js';

const at = (day: number) => ({ at: `2026-01-0${day}T00:00:00.000Z` });
const historyOf = (stream: string): Commit[] => [
  commit(stream, 1, [opened()], at(1)),
  commit(stream, 2, [deposited(1), withdrawn(1)], at(2)),
  commit(stream, 4, [deposited(2)], at(3)),
];
const addressesOf = (stream: string) => [1, 2, 3, 4].map((version) => `${stream}@${version}`);
const streams = Array.from({ length: 40 }, (_, index) => `Account/${index}`);

const everything = publishEvents({ name: 'audit', from: [Account], events: ['*'] });
const silent = { error: () => {}, warn: () => {} };

type Options = {
  readonly names?: readonly string[];
  readonly publisher?: Publisher;
  readonly target?: Parameters<typeof recordingTarget>[0];
  readonly positions?: Readonly<Record<string, number>>;
  readonly since?: string;
};

/** A function whose publisher has sent all, or up to the positions given. */
async function prepare({ names = streams, publisher = everything, target: faults = {}, positions = {}, since }: Options = {}) {
  const store = inMemoryEventStore();
  for (const each of names.flatMap(historyOf)) await store.append(each);
  const stores = memoryStores(store);
  for (const stream of names) {
    const position = positions[stream] ?? 4;
    if (position > 0) await stores.bookmarks.move(`publishers/${publisher.name}`, { stream, position, expected: undefined });
  }
  const { target, taken, sent } = recordingTarget({ order: 'each', ...faults });
  const consumers = publishers({
    publishers: [{ publisher, target: () => target, source: '/shop/test', ...(since === undefined ? {} : { since }) }],
    environment: { EVENT_SOURCING_TARGETS: `{"${publisher.name}":{"to":"there"}}` },
  });
  const handle = reactionHandler({ consumers: [...consumers, receivers({ aggregates: [Account] })], stores, log: silent });
  const consumer = `publishers/${publisher.name}`;
  const begin = (selection: ReplaySelection = {}, how: 'new' | 'restart' | 'resume' = 'new') =>
    handle({ eventSourcing: 'beginReplay', consumer, how, selection });
  const ask = (replay: BegunReplay, more: Partial<ReplayRequest> = {}) => handle({ eventSourcing: 'replay', consumer, replay, ...more });
  return { stores, handle, taken, sent, begin, ask };
}

const begunOf = async (begin: ReturnType<Awaited<ReturnType<typeof prepare>>['begin']>): Promise<BegunReplay> => {
  const answer = await begin;
  if (answer.status !== 'begun') throw new Error(`It was not begun: ${answer.status}.`);
  return answer.replay;
};

async function replayAll(service: Awaited<ReturnType<typeof prepare>>, selection: ReplaySelection = {}): Promise<ReplayAnswer> {
  return service.ask(await begunOf(service.begin(selection)));
}

describe('A replay', () => {
  it('sends all events again, those of a stream in order and under their ids, and moves no position', async () => {
    const service = await prepare();

    const answer = await replayAll(service);

    expect(answer).to.deep.include({ done: true, events: 160, failures: [] });
    for (const stream of streams) expect(service.taken.filter((id) => id.startsWith(`${stream}@`))).to.deep.equal(addressesOf(stream));
    expect([...(await service.stores.bookmarks.load('publishers/audit', streams)).values()]).to.deep.equal(streams.map(() => 4));
    expect(await service.begin({}, 'resume')).to.deep.equal({ status: 'none' });
  });

  for (const { title, selection, versions } of [
    { title: 'from a time on', selection: { from: '2026-01-02T00:00:00Z' }, versions: [2, 3, 4] },
    { title: 'up to a time', selection: { to: '2026-01-03T00:00:00.000Z' }, versions: [1, 2, 3] },
    { title: 'of some types', selection: { types: ['Account.Deposited'] }, versions: [2, 4] },
    { title: 'of an aggregate', selection: { aggregate: 'Account' }, versions: [1, 2, 3, 4] },
    { title: 'of another aggregate', selection: { aggregate: 'Door' }, versions: [] },
    { title: 'after the last', selection: { from: '2026-02-01' }, versions: [] },
  ]) {
    it(`sends those ${title} alone`, async () => {
      const service = await prepare({ names: ['Account/1'] });

      const { events } = await replayAll(service, selection);

      expect(service.taken).to.deep.equal(versions.map((version) => `Account/1@${version}`));
      expect(events).to.equal(versions.length);
    });
  }

  it('leaves what the publisher has yet to send to itself: a stream that is parked keeps its order', async () => {
    const service = await prepare({ names: ['Account/1', 'Account/2', 'Account/3'], positions: { 'Account/1': 1, 'Account/2': 0 } });

    await replayAll(service);

    expect([...service.taken].sort()).to.deep.equal(['Account/1@1', ...addressesOf('Account/3')]);
  });

  it('sends what came before the publisher began, which it would never send by itself', async () => {
    const service = await prepare({ names: ['Account/1'], positions: { 'Account/1': 0 }, since: '2026-01-03' });

    await replayAll(service);

    expect(service.taken).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/1@3']);
  });

  it('counts in a dry run what it would send, mappings that fail too, and keeps nothing', async () => {
    const publisher = definePublisher({
      name: 'deposits',
      from: [Account],
      map: {
        Deposited: ({ aggregateId, data }) => {
          if (aggregateId === '7') throw new Error('no deposits of 7');
          return { type: 'paid-in', data };
        },
      },
    });
    const service = await prepare({ publisher });

    const answer = await service.ask({ selection: {}, cursor: { reached: {} }, events: 0, since: '' }, { dryRun: true });

    expect(answer).to.deep.include({ done: true, events: 78 });
    expect(answer.failures).to.have.length(1);
    expect(answer.failures[0]).to.deep.include({ stream: 'Account/7', version: 2 });
    expect(service.taken).to.deep.equal([]);
    expect(await service.begin({}, 'resume')).to.deep.equal({ status: 'none' });
  });

  it('ends a stream at an event that cannot be sent, and goes on with others', async () => {
    const refused = { reason: 'no', fault: 'event' } as const;
    const service = await prepare({
      names: ['Account/1', 'Account/2'],
      target: { fault: (ids) => (ids.includes('Account/1@2') ? { 'Account/1@2': refused } : {}) },
    });

    const answer = await replayAll(service);

    expect(answer).to.deep.include({ done: true, events: 5 });
    expect(answer.failures).to.have.length(1);
    expect(answer.failures[0]).to.deep.include({ stream: 'Account/1', version: 2 });
    expect(service.taken.filter((id) => id.startsWith('Account/1@'))).to.deep.equal(['Account/1@1']);
    expect(await service.stores.parked.count('publishers/audit')).to.equal(0);
  });

  it('stops where the target is in the way, and goes on from there when somebody asks for that', async () => {
    let away = true;
    const gone = new EventSourcingError({ code: 'StoreRefused', message: 'Target test refused.', details: { store: 'Target test' } });
    const service = await prepare({
      names: ['Account/1'],
      target: { fault: (ids) => (away && ids.includes('Account/1@4') ? gone : {}) },
    });

    const stopped = await replayAll(service);
    away = false;
    const again = await service.ask(await begunOf(service.begin({}, 'resume')));

    expect(stopped).to.deep.include({ done: false, events: 3, stopped: { name: 'StoreRefused', message: 'Target test refused.' } });
    expect(again).to.deep.include({ done: true, events: 1 });
    expect(again.replay.events).to.equal(4);
    expect(service.taken).to.deep.equal(addressesOf('Account/1'));
  });

  it('goes on behind the streams that it is done with', async () => {
    let away = true;
    const gone = new EventSourcingError({ code: 'StoreRefused', message: 'Target test refused.', details: { store: 'Target test' } });
    const service = await prepare({ target: { fault: (ids) => (away && ids.includes('Account/9@2') ? gone : {}) } });

    const stopped = await replayAll(service);
    away = false;
    await service.ask(await begunOf(service.begin({}, 'resume')));

    expect(stopped.events).to.be.within(1, 159);
    expect(service.taken).to.have.length(160);
    expect(new Set(service.taken).size).to.equal(160);
  });

  it('sends all of a stream that is longer than what it takes at once', async () => {
    const service = await prepare({ names: [] });
    const long = Array.from({ length: 250 }, (_, index) => commit('Account/1', index + 1, [deposited(1)]));
    for (const each of long) await service.stores.events.append(each);
    await service.stores.bookmarks.move('publishers/audit', { stream: 'Account/1', position: 250, expected: undefined });

    await replayAll(service);

    expect(service.taken).to.deep.equal(long.map(({ version }) => `Account/1@${version}`));
  });

  it('goes on after it was killed, wherever that was: nothing is missing, and what comes twice is what was not kept', async () => {
    const cut = fc.integer({ min: 1, max: 12 });

    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 4 }), fc.constantFrom(undefined, 5, 1000), async (cuts, rate) => {
        const service = await prepare();
        let saves = 0;
        let limit = 0;
        const { replays } = service.stores;
        const dying: typeof replays = (consumer) => {
          const kept = replays(consumer);
          return {
            ...kept,
            async save(replay) {
              if (saves++ === limit) throw new Error('killed');
              await kept.save(replay);
            },
          };
        };
        const handle = handlerOf(service, dying);
        let { replay } = { replay: await begunOf(service.begin()) };
        let done = false;
        for (const after of cuts) {
          [saves, limit] = [0, after];
          try {
            for (;;) {
              const answer = await handle(replay, rate);
              replay = answer.replay;
              if (answer.done) done = true;
              if (answer.done) break;
            }
          } catch (error) {
            expect(String(error)).to.contain('killed');
            const resumed = await service.begin({}, 'resume');
            if (resumed.status !== 'begun') throw new Error('Nothing was kept.');
            replay = resumed.replay;
          }
          if (done) break;
        }
        while (!done) {
          const answer = await service.ask(replay, {});
          [replay, done] = [answer.replay, answer.done];
        }

        for (const stream of streams) {
          const own = service.taken.filter((id) => id.startsWith(`${stream}@`));
          expect([...new Set(own)]).to.deep.equal(addressesOf(stream));
        }
        expect(service.taken.length).to.be.at.most(160 + cuts.length * 64);
      }),
      { numRuns: 15 },
    );

    function handlerOf(service: Awaited<ReturnType<typeof prepare>>, replays: typeof service.stores.replays) {
      const { target } = { target: recordingInto(service.taken) };
      const consumers = publishers({
        publishers: [{ publisher: everything, target: () => target, source: '/shop/test' }],
        environment: { EVENT_SOURCING_TARGETS: '{"audit":{"to":"there"}}' },
      });
      const handle = reactionHandler({ consumers, stores: { ...service.stores, replays }, log: silent });
      return (replay: BegunReplay, rate: number | undefined) =>
        handle({ eventSourcing: 'replay', consumer: 'publishers/audit', replay, ...(rate === undefined ? {} : { rate: rate * 1000 }) });
    }

    function recordingInto(taken: string[]) {
      const { target } = recordingTarget({ order: 'each' });
      return {
        ...target,
        async send(entries: Parameters<typeof target.send>[0]) {
          taken.push(...entries.map(({ event }) => event.id));
          return target.send(entries);
        },
      };
    }
  });

  it('is no faster than its rate, and says how long to wait', async () => {
    const service = await prepare();

    const answer = await service.ask(await begunOf(service.begin()), { rate: 0.1 });

    expect(answer).to.deep.include({ done: false, events: 1 });
    expect(answer.wait).to.be.within(1, 10_000);
  });

  it('begins once, unless it is begun anew', async () => {
    const service = await prepare();
    await service.begin({ from: '2026-01-01' });

    const second = await service.begin();
    const resumed = await service.begin({}, 'resume');
    const restarted = await service.begin({ to: '2026-01-02' }, 'restart');

    expect(second).to.deep.include({ status: 'unfinished' });
    expect(resumed).to.deep.include({ status: 'begun' });
    expect(await begunOf(Promise.resolve(resumed))).to.deep.include({ selection: { from: '2026-01-01' } });
    expect(await begunOf(Promise.resolve(restarted))).to.deep.include({ selection: { to: '2026-01-02' } });
  });

  it('replays for publishers alone', async () => {
    const { handle } = await prepare();

    const error = await caught(handle({ eventSourcing: 'beginReplay', consumer: 'receivers', how: 'new', selection: {} }));

    expect(error).to.include({ code: 'MalformedRequest' });
    expect(String(error)).to.contain('receivers is no publisher: what it did once is not done again.');
  });

  for (const [what, event] of Object.entries({
    'a time that is none': { eventSourcing: 'beginReplay', consumer: 'publishers/audit', how: 'new', selection: { from: 'soon' } },
    'a selection with a word that is not known': {
      eventSourcing: 'beginReplay',
      consumer: 'publishers/audit',
      how: 'new',
      selection: { type: 'x' },
    },
    'another way to begin': { eventSourcing: 'beginReplay', consumer: 'publishers/audit', how: 'again', selection: {} },
    'no replay': { eventSourcing: 'replay', consumer: 'publishers/audit', replay: {} },
    'a rate of nothing': {
      eventSourcing: 'replay',
      consumer: 'publishers/audit',
      replay: { selection: {}, cursor: { reached: {} } },
      rate: 0,
    },
  })) {
    it(`refuses to replay: ${what}`, async () => {
      const { handle } = await prepare({ names: [] });

      expect(await caught(handle(event as never))).to.include({ code: 'MalformedRequest' });
    });
  }
});
