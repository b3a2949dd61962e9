import { expect } from 'chai';
import { createSnapshots } from '../../../runtime/src/commands/state/createSnapshots.js';
import {
  type EventStore,
  inMemoryEventStore,
  inMemorySnapshotStore,
  type Snapshot,
  type SnapshotStore,
} from '../../../runtime/src/index.js';
import { queryHandler, snapshots as snapshotsPart } from '../../../runtime/src/lambda/index.js';
import { inMemoryVersionedRecords } from '../../../runtime/src/projections/slots/inMemoryVersionedRecords.js';
import { Account } from '../accountFixture.js';
import { commit, deposited, opened, withdrawn } from '../commitBuilders.js';
import { request } from './httpEvent.js';

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00.000Z`;

/** An account with an event a day, twelve of them and then two in one commit, and a snapshot at 10, unless it was tampered with. */
async function prepare(tamper: (snapshot: Snapshot) => Snapshot | undefined = (snapshot) => snapshot) {
  const store = inMemoryEventStore();
  await store.append(commit('Account/1', 1, [opened('Ann')], { at: day(1) }));
  for (let version = 2; version <= 12; version++) await store.append(commit('Account/1', version, [deposited(1)], { at: day(version) }));
  await store.append(commit('Account/1', 13, [deposited(5), withdrawn(2)], { at: day(13) }));
  const kept = inMemorySnapshotStore();
  const snapshot = tamper({
    stream: 'Account/1',
    schema: 1,
    version: 10,
    state: JSON.stringify({ owner: 'Ann', balance: 9 }),
    closed: false,
    at: day(10),
    recent: { entries: [{ commandId: 'Account/1@10', version: 10, at: day(10) }], from: 10 },
  });
  if (snapshot) await kept.save(snapshot);

  const requests: string[] = [];
  const commits: number[] = [];
  const events: EventStore = {
    ...store,
    async *read(stream, options) {
      requests.push('query');
      for await (const one of store.read(stream, options)) {
        commits.push(one.version);
        yield one;
      }
    },
  };
  const snapshots: SnapshotStore = {
    ...kept,
    load(stream, schema) {
      requests.push('get');
      return kept.load(stream, schema);
    },
  };
  const handler = queryHandler({
    aggregates: [{ aggregate: Account, snapshots: snapshotsPart({ every: 10 }) }],
    projections: [],
    stores: {
      events,
      rowsOf: () => expect.fail(),
      records: inMemoryVersionedRecords(),
      snapshotsOf: (_, warn) => createSnapshots(snapshots, 10, warn),
    },
    log: { error: () => {}, warn: () => {} },
  });
  const get = async (queryStringParameters: Record<string, string> = {}) => {
    requests.length = 0;
    commits.length = 0;
    const { statusCode, body } = await handler(request('GET', '/Account/{id}', { pathParameters: { id: '1' }, queryStringParameters }));
    const { version, at, state } = JSON.parse(body);
    return { statusCode, version, at, balance: state?.balance, requests: [...requests], commits: [...commits] };
  };
  return { get };
}

const moments: Record<string, string>[] = [
  {},
  { version: '14' },
  { version: '13' },
  { version: '10' },
  { version: '9' },
  { version: '15' },
  { at: day(11) },
  { at: day(10) },
  { at: day(9) },
];

describe('a state by HTTP, of an aggregate with snapshots', () => {
  it('is read from the snapshot on, in two requests', async () => {
    const { get } = await prepare();

    const now = await get();

    expect(now).to.deep.equal({
      statusCode: 200,
      version: 14,
      at: day(13),
      balance: 14,
      requests: ['get', 'query'],
      commits: [10, 11, 12, 13],
    });
  });

  it('is read from the snapshot on where the moment is not before it', async () => {
    const { get } = await prepare();

    const inCommit = await get({ version: '13' });
    const itself = await get({ version: '10' });
    const then = await get({ at: day(11) });

    expect(inCommit).to.deep.include({ version: 13, balance: 16, requests: ['get', 'query'], commits: [10, 11, 12, 13] });
    expect(itself).to.deep.include({ version: 10, balance: 9, requests: ['get', 'query'], commits: [10] });
    expect(then).to.deep.include({ version: 11, balance: 10, requests: ['get', 'query'] });
  });

  it('is read from the beginning where the moment is before it', async () => {
    const { get } = await prepare();

    const before = await get({ version: '9' });
    const earlier = await get({ at: day(9) });

    expect(before).to.deep.include({ version: 9, balance: 8, requests: ['get', 'query'], commits: [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    expect(earlier).to.deep.include({ version: 9, balance: 8 });
  });

  const wrong = JSON.stringify({ owner: 'Eve', balance: 999 });
  const tampers: [string, (snapshot: Snapshot) => Snapshot | undefined][] = [
    ['is deleted', () => undefined],
    ['is no JSON', (snapshot) => ({ ...snapshot, state: '{' })],
    [
      'is ahead of the events',
      (snapshot) => ({
        ...snapshot,
        state: wrong,
        version: 40,
        recent: { entries: [{ commandId: 'x', version: 40, at: day(10) }], from: 40 },
      }),
    ],
    [
      "is of another stream's past",
      (snapshot) => ({ ...snapshot, state: wrong, recent: { entries: [{ commandId: 'x', version: 10, at: day(10) }], from: 10 } }),
    ],
    ['has no time', (snapshot) => ({ ...snapshot, at: 'yesterday', state: '' })],
  ];
  for (const [what, tamper] of tampers) {
    it(`is the same when the snapshot ${what}`, async () => {
      const sound = await prepare();
      const { get } = await prepare(tamper);

      for (const moment of moments) {
        const { requests: _, commits: __, ...expected } = await sound.get(moment);
        expect(await get(moment), JSON.stringify(moment)).to.deep.include(expected);
      }
    });
  }
});
