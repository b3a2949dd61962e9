import { expect } from 'chai';
import type { StreamList } from '../../../runtime/src/eventStore/streamList.js';
import type { EventStore } from '../../../runtime/src/index.js';
import { all, commit, deposited, opened } from '../commitBuilders.js';

/** What every list of streams keeps, on a store that is empty each time. */
export function streamListContract(create: () => Promise<{ store: EventStore; streams: StreamList }>): void {
  it('lists each stream of an aggregate once, and none of another whose name begins alike', async () => {
    const { store, streams } = await create();
    const ids = Array.from({ length: 30 }, (_, index) => `Item/${index}`);
    for (const id of ids) {
      await store.append(commit(id, 1, [opened()]));
      await store.append(commit(id, 2, [deposited(), deposited()]));
    }
    await store.append(commit('Items/1', 1, [opened()]));
    await store.append(commit('Order/Item/1', 1, [opened()]));

    const whole = (await all(streams.list('Item'))).flat();
    const parts = await Promise.all([0, 1, 2].map(async (index) => (await all(streams.list('Item', { index, of: 3 }))).flat()));

    expect(whole).to.have.members(ids);
    expect(whole).to.have.length(30);
    expect(parts.flat()).to.have.members(ids);
    expect(parts.flat()).to.have.length(30);
  });

  it('lists streams of a table that is larger than one page', async () => {
    const { store, streams } = await create();
    for (let id = 0; id < 5; id++) await store.append(commit(`Item/${id}`, 1, [opened('x'.repeat(300_000))]));

    expect((await all(streams.list('Item'))).flat()).to.have.length(5);
    expect((await all(streams.list('Order'))).flat()).to.deep.equal([]);
  });
}
