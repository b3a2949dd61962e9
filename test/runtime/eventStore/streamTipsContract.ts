import { expect } from 'chai';
import type { StreamTip, StreamTips } from '../../../runtime/src/eventStore/streamTips.js';
import type { EventStore } from '../../../runtime/src/index.js';
import { commit, deposited, opened } from '../commitBuilders.js';

/** What everybody who knows how far streams have got keeps, on a store that is empty each time. */
export function streamTipsContract(create: () => Promise<{ store: EventStore; tips: StreamTips }>): void {
  const walk = async (tips: StreamTips, of: number): Promise<StreamTip[]> => {
    const found: StreamTip[] = [];
    for (let index = 0; index < of; index++) {
      let next: string | undefined;
      do {
        const page = await tips.tips({ index, of }, next);
        found.push(...page.tips);
        next = page.next;
      } while (next !== undefined);
    }
    return found;
  };

  it('shows the last commit of each stream, once, however the table is divided', async () => {
    const { store, tips } = await create();
    const names = Array.from({ length: 30 }, (_, index) => `Item/${index}`);
    for (const stream of names) {
      await store.append(commit(stream, 1, [opened()]));
      await store.append(commit(stream, 2, [deposited(), deposited()], { at: '2026-02-03T04:05:06.000Z' }));
    }

    const whole = await walk(tips, 1);
    const parts = await walk(tips, 4);

    const expected = names.map((stream) => ({ stream, version: 2, last: 3, at: '2026-02-03T04:05:06.000Z' }));
    expect(whole).to.have.deep.members(expected);
    expect(parts).to.have.deep.members(expected);
    expect(whole).to.have.length(30);
  });

  it('goes on behind any stream of a page, with those that followed it there', async () => {
    const { store, tips } = await create();
    const names = Array.from({ length: 12 }, (_, index) => `Item/${index}`);
    for (const stream of names) for (const version of [1, 2]) await store.append(commit(stream, version, [deposited()]));
    const all = (await walk(tips, 1)).map(({ stream }) => stream);

    const followers = await Promise.all(all.map(async (stream) => (await tips.tips({ index: 0, of: 1 }, tips.after(stream))).tips));

    expect(followers.map((page) => page.map(({ stream }) => stream))).to.deep.equal(all.map((_, place) => all.slice(place + 1)));
  });

  it('shows the last commits of streams that are larger than a page, and of those after them', async () => {
    const { store, tips } = await create();
    for (const stream of ['Item/1', 'Item/2', 'Item/3']) {
      for (let version = 1; version <= 9; version++) await store.append(commit(stream, version, [opened('x'.repeat(300_000))]));
    }

    const found = await walk(tips, 1);

    expect(found.map(({ stream, last }) => [stream, last])).to.have.deep.members([
      ['Item/1', 9],
      ['Item/2', 9],
      ['Item/3', 9],
    ]);
    expect(found).to.have.length(3);
  });
}
