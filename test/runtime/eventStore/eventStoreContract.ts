import { expect } from 'chai';
import type { EventStore, EventsOptions } from '../../../runtime/src/index.js';
import { readEvents, streamEvents } from '../../../runtime/src/index.js';
import { Account } from '../accountFixture.js';
import { all, commit, deposited, opened } from '../commitBuilders.js';

/** What every event store keeps. `create` gives an empty store; stores may share a table, so tests use streams of their own. */
export function eventStoreContract(create: () => Promise<EventStore>): void {
  let store: EventStore;
  let stream: string;

  beforeEach(async () => {
    store = await create();
    stream = `Account/${crypto.randomUUID()}`;
  });

  const fill = async (count: number) => {
    for (let version = 1; version <= count; version++) await store.append(commit(stream, version, [deposited(version)]));
  };
  const versions = async (options?: Parameters<EventStore['read']>[1]) =>
    (await all(store.read(stream, options))).map(({ version }) => version);

  it('gives back a commit as it was appended', async () => {
    const written = commit(stream, 1, [opened('Änn "the" 😀\u0000'), deposited(1e300)], {
      closes: true,
      metadata: { actor: 'ann', nested: { list: [1, null, ''], empty: {} } },
    });

    const result = await store.append(written);

    expect(result).to.deep.equal({ status: 'appended' });
    expect(await all(store.read(stream))).to.deep.equal([written]);
  });

  it('gives back how a command ended, where its commit says so, and says nothing where it does not', async () => {
    const outcome = { code: 'too-much', message: 'Änn has "10" 😀', details: { list: [1, null, ''], empty: {} } };
    const recorded = commit(stream, 1, [opened()], { outcome });
    const bare = commit(stream, 2, [opened()], { outcome: { code: 'no' } });
    const accepted = commit(stream, 3, [opened()]);

    for (const written of [recorded, bare, accepted]) await store.append(written);

    expect(await all(store.read(stream))).to.deep.equal([recorded, bare, accepted]);
    expect(await store.append({ ...recorded, commandId: 'second' })).to.deep.equal({ status: 'versionTaken', by: recorded });
  });

  it('has no commits for a stream that does not exist', async () => {
    expect(await all(store.read(stream))).to.deep.equal([]);
  });

  it('stores one of two commits of one version, and tells which', async () => {
    const first = commit(stream, 1, [opened('Ann')], { commandId: 'first' });
    const second = commit(stream, 1, [opened('Bob')], { commandId: 'second' });
    await store.append(first);

    const result = await store.append(second);

    expect(result).to.deep.equal({ status: 'versionTaken', by: first });
    expect(await all(store.read(stream))).to.deep.equal([first]);
  });

  it('lets exactly one of many rivals have a version', async () => {
    const rivals = Array.from({ length: 20 }, (_, n) => commit(stream, 1, [opened()], { commandId: `rival-${n}` }));

    const results = await Promise.all(rivals.map((rival) => store.append(rival)));

    const winners = rivals.filter((_, n) => results[n]?.status === 'appended');
    expect(winners).to.have.length(1);
    expect(await all(store.read(stream))).to.deep.equal(winners);
  });

  it('reads in the order of versions, as numbers', async () => {
    await fill(12);

    expect(await versions()).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('reads from a version, up to a version, backwards and limited', async () => {
    await fill(6);

    expect(await versions({ from: 4 })).to.deep.equal([4, 5, 6]);
    expect(await versions({ to: 2 })).to.deep.equal([1, 2]);
    expect(await versions({ from: 2, to: 4 })).to.deep.equal([2, 3, 4]);
    expect(await versions({ from: 3, to: 2 })).to.deep.equal([]);
    expect(await versions({ backwards: true, limit: 2 })).to.deep.equal([6, 5]);
    expect(await versions({ from: 2, limit: 2 })).to.deep.equal([2, 3]);
    expect(await versions({ from: 7 })).to.deep.equal([]);
  });

  it('keeps streams apart whose names begin alike', async () => {
    await store.append(commit(stream, 1, [opened()]));
    await store.append(commit(`${stream}1`, 1, [opened()]));

    expect(await all(store.read(stream))).to.have.length(1);
  });

  it('reads a stream that is larger than one page of its store', async () => {
    const long = 'x'.repeat(100_000);
    for (let version = 1; version <= 15; version++) await store.append(commit(stream, version, [opened(long)]));

    expect(await versions()).to.have.length(15);
    expect(await versions({ backwards: true, limit: 12 })).to.deep.equal([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
  });

  it('streams events, after and before versions, in the middle of commits too, forwards and backwards, limited', async () => {
    await store.append(commit(stream, 1, [opened(), deposited(1), deposited(2)]));
    await store.append(commit(stream, 4, [deposited(3)]));
    await store.append(commit(stream, 5, [deposited(4), deposited(5), deposited(6)]));
    const versionsOf = async (options: EventsOptions) =>
      (await all(streamEvents(store, Account, stream.slice('Account/'.length), options))).map(({ version }) => version);
    const whole = [1, 2, 3, 4, 5, 6, 7];

    for (const backwards of [false, true]) {
      for (let after = 0; after <= 8; after++) {
        for (let before = 1; before <= 9; before++) {
          for (const limit of [1, 2, 100]) {
            const within = whole.filter((version) => version > after && version < before);
            const wanted = (backwards ? within.reverse() : within).slice(0, limit);

            expect(
              await versionsOf({ after, before, backwards, limit }),
              JSON.stringify({ after, before, backwards, limit }),
            ).to.deep.equal(wanted);
          }
        }
      }
    }
    expect(await versionsOf({})).to.deep.equal(whole);
    expect(await versionsOf({ limit: 0 })).to.deep.equal([]);
  });

  it('pages events, from the middle of a commit too', async () => {
    await store.append(commit(stream, 1, [opened(), deposited(1), deposited(2)]));
    await store.append(commit(stream, 4, [deposited(3)]));
    await store.append(commit(stream, 5, [deposited(4), deposited(5)]));
    const page = async (after: number, limit: number) => {
      const { events, more } = await readEvents(store, Account, stream.slice('Account/'.length), after, limit);
      return { versions: events.map(({ version }) => version), more };
    };

    expect(await page(0, 2)).to.deep.equal({ versions: [1, 2], more: true });
    expect(await page(2, 2)).to.deep.equal({ versions: [3, 4], more: true });
    expect(await page(4, 2)).to.deep.equal({ versions: [5, 6], more: false });
    expect(await page(5, 10)).to.deep.equal({ versions: [6], more: false });
    expect(await page(6, 10)).to.deep.equal({ versions: [], more: false });
    expect(await page(60, 10)).to.deep.equal({ versions: [], more: false });
  });
}
