import { expect } from 'chai';
import type { Snapshot, SnapshotStore } from '../../../runtime/src/index.js';

/** What every snapshot store keeps. Stores may share a table, so tests use streams of their own. */
export function snapshotStoreContract(create: () => Promise<SnapshotStore>): void {
  let store: SnapshotStore;
  let stream: string;

  beforeEach(async () => {
    store = await create();
    stream = `Account/${crypto.randomUUID()}`;
  });

  const snapshot = (version: number, facts: Partial<Snapshot> = {}): Snapshot => ({
    stream,
    schema: 1,
    version,
    state: JSON.stringify({ owner: 'Änn 😀', balance: version }),
    closed: false,
    at: '2026-01-01T00:00:00.000Z',
    recent: { entries: [{ commandId: `${version}`, version, at: '2026-01-01T00:00:00.000Z' }], from: version },
    ...facts,
  });

  it('gives back a snapshot as it was saved', async () => {
    await store.save(snapshot(7, { closed: true }));

    expect(await store.load(stream, 1)).to.deep.equal(snapshot(7, { closed: true }));
  });

  it('gives back what it does not remember any more', async () => {
    const recent = {
      entries: [{ commandId: '7', version: 7, at: '2026-01-01T00:00:00.000Z' }],
      from: 7,
      before: '2025-12-31T00:00:00.000Z',
    };
    await store.save(snapshot(7, { recent }));

    expect((await store.load(stream, 1))?.recent).to.deep.equal(recent);
  });

  it('has none for a stream without one', async () => {
    expect(await store.load(stream, 1)).to.equal(undefined);
  });

  it('keeps the later of two, whichever comes first', async () => {
    await store.save(snapshot(20));
    await store.save(snapshot(10));
    expect((await store.load(stream, 1))?.version).to.equal(20);

    await store.save(snapshot(30));
    expect((await store.load(stream, 1))?.version).to.equal(30);
  });

  it('keeps one for each schema', async () => {
    await store.save(snapshot(20));
    await store.save(snapshot(10, { schema: 2 }));

    expect((await store.load(stream, 1))?.version).to.equal(20);
    expect((await store.load(stream, 2))?.version).to.equal(10);
  });
}
