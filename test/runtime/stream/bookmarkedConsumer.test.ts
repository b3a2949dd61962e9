import { expect } from 'chai';
import { type Commit, type EventStore, inMemoryEventStore } from '../../../runtime/src/index.js';
import { type Consume, type Reaction, reaction } from '../../../runtime/src/stream/bookmarkedConsumer.js';
import type { Bookmarks } from '../../../runtime/src/stream/bookmarks/bookmarks.js';
import { inMemoryBookmarks } from '../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import type { Consumer, Outcome } from '../../../runtime/src/stream/consumer.js';
import { commit, deposited, opened } from '../commitBuilders.js';

const stream = 'Account/1';

describe('a reaction', () => {
  let store: EventStore;
  let bookmarks: Bookmarks;
  let told: string[];
  let reads: number;
  beforeEach(() => {
    const memory = inMemoryEventStore();
    reads = 0;
    store = {
      ...memory,
      read(...request) {
        reads += 1;
        return memory.read(...request);
      },
    };
    bookmarks = inMemoryBookmarks();
    told = [];
  });

  const tell: Consume = async (_, commits) => {
    told.push(...commits.map((each) => `${each.stream}@${each.version}`));
    return { done: commits.length };
  };
  const consumer = (more: Partial<Reaction> = {}): Consumer =>
    reaction({ name: 'publishers/audit', follows: () => true, consume: tell, store, bookmarks, ...more });
  const append = async (count: number) => {
    const commits = Array.from({ length: count }, (_, n) => commit(stream, n + 1, [n % 10 === 0 ? opened() : deposited(n + 1)]));
    for (const each of commits) await store.append(each);
    return commits;
  };
  const take = async (on: Consumer, commits: readonly Commit[]): Promise<Outcome | undefined> =>
    (await on.take([{ stream, commits }], async () => false))[0];
  const position = async () => (await bookmarks.load('publishers/audit', [stream])).get(stream);

  it('is told each commit once, in order, whatever comes again and in whatever container', async () => {
    const commits = await append(4);

    await take(consumer(), commits.slice(0, 2));
    await take(consumer(), commits.slice(0, 1));
    await take(consumer(), commits.slice(1));

    expect(told).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/1@3', 'Account/1@4']);
    expect(await position()).to.equal(4);
  });

  it('is told from the table what was not delivered', async () => {
    const commits = await append(4);

    await take(consumer(), commits.slice(3));

    expect(told).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/1@3', 'Account/1@4']);
  });

  it('keeps the position of what took effect when it fails, and says where it stopped', async () => {
    const commits = await append(4);
    const failing: Consume = async (_, [first, ...rest]) => ({ done: first ? 1 : 0, error: new Error(`no ${rest[0]?.version}`) });

    const outcome = await take(consumer({ consume: failing }), commits);

    expect(outcome).to.have.nested.property('error.message', 'no 2');
    expect(await position()).to.equal(1);
  });

  it('is not waited for when it hangs', async () => {
    const commits = await append(1);

    const outcome = await take(consumer({ consume: () => new Promise(() => {}), budget: 20 }), commits);

    expect(outcome).to.have.nested.property('error.code', 'ConsumerTimedOut');
    expect(await position()).to.equal(undefined);
  });

  describe('that wants some commits only', () => {
    const wants = ({ events }: Commit) => events.some(({ type }) => type === 'Opened');

    it('is told those, without a bookmark for each of the others', async () => {
      const commits = await append(12);
      const own = consumer({ wants });
      let moves = 0;
      const { move } = bookmarks;
      bookmarks.move = (...change) => {
        moves += 1;
        return move(...change);
      };

      for (const each of commits) await take(own, [each]);

      expect(told).to.deep.equal(['Account/1@1', 'Account/1@11']);
      expect(moves).to.equal(2);
      expect(reads, 'what the container saw itself is not read').to.equal(0);
    });

    it('reads what it cannot know to be of no interest, in a new container', async () => {
      const commits = await append(12);
      for (const each of commits.slice(0, 9)) await take(consumer({ wants }), [each]);

      await take(consumer({ wants }), commits.slice(11));

      expect(told).to.deep.equal(['Account/1@1', 'Account/1@11']);
    });

    it('has a bookmark every fifty commits all the same, so that nobody has more to read', async () => {
      const commits = await append(150);
      const none = consumer({ wants: () => false });

      for (const each of commits) await take(none, [each]);

      expect(await position()).to.equal(102);
      expect(told).to.deep.equal([]);
    });
  });
});
