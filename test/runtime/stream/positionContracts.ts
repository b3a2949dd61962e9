import { expect } from 'chai';
import type { Bookmarks } from '../../../runtime/src/stream/bookmarks/bookmarks.js';
import type { ParkedStore } from '../../../runtime/src/stream/parked/parked.js';

/** What every store of positions has to keep. `open` gives one that is empty. */
export function bookmarksContract(open: () => Promise<Bookmarks>): void {
  let bookmarks: Bookmarks;
  before(async () => {
    bookmarks = await open();
  });

  it('moves a position from where it is expected only, for each consumer and stream by itself', async () => {
    expect(await bookmarks.move('one', { stream: 'Item/1', position: 3, expected: undefined })).to.equal(true);
    expect(await bookmarks.move('one', { stream: 'Item/1', position: 4, expected: undefined })).to.equal(false);
    expect(await bookmarks.move('one', { stream: 'Item/1', position: 4, expected: 2 })).to.equal(false);
    expect(await bookmarks.move('one', { stream: 'Item/1', position: 4, expected: 3 })).to.equal(true);
    expect(await bookmarks.move('one', { stream: 'Item/2', position: 4, expected: 3 })).to.equal(false);
    expect(await bookmarks.move('two', { stream: 'Item/1', position: 1, expected: undefined })).to.equal(true);

    expect([...(await bookmarks.load('one', ['Item/1', 'Item/2']))]).to.deep.equal([['Item/1', 4]]);
    expect([...(await bookmarks.load('two', ['Item/1']))]).to.deep.equal([['Item/1', 1]]);
  });

  it('loads more positions than fit into one request', async () => {
    const streams = Array.from({ length: 120 }, (_, n) => `Many/${n}`);
    await Promise.all(streams.map((stream, n) => bookmarks.move('many', { stream, position: n + 1, expected: undefined })));

    const loaded = await bookmarks.load('many', streams);

    expect(loaded.size).to.equal(120);
    expect(loaded.get('Many/7')).to.equal(8);
    expect((await bookmarks.load('many', [])).size).to.equal(0);
  });
}

/** What every store of parked streams has to keep. `open` gives one that is empty. */
export function parkedContract(open: () => Promise<ParkedStore>): void {
  let parked: ParkedStore;
  before(async () => {
    parked = await open();
  });

  const entry = (consumer: string, stream: string, last = 5) => ({
    consumer,
    stream,
    version: 3,
    last,
    error: { name: 'Error', message: 'boom' },
    at: '2026-01-01T00:00:00.000Z',
  });

  it('keeps a stream with its error, and what waits behind it', async () => {
    await parked.park(entry('a', 'Item/1'));

    expect(await parked.load('a', 'Item/1')).to.deep.equal(entry('a', 'Item/1'));
    expect(await parked.load('b', 'Item/1')).to.equal(undefined);
    expect(await parked.extend('a', 'Item/1', 9)).to.equal(true);
    expect(await parked.extend('a', 'Item/1', 7)).to.equal(true);
    expect(await parked.load('a', 'Item/1')).to.deep.equal(entry('a', 'Item/1', 9));
  });

  it('puts nothing behind a stream that is not parked', async () => {
    expect(await parked.extend('a', 'Item/none', 7)).to.equal(false);

    expect(await parked.load('a', 'Item/none')).to.equal(undefined);
  });

  it('parks a stream again at another commit, since when it was parked and with all that waits', async () => {
    await parked.park(entry('again', 'Item/1', 9));

    await parked.park({
      ...entry('again', 'Item/1', 6),
      version: 4,
      error: { name: 'TypeError', message: 'bang' },
      at: '2026-02-02T00:00:00.000Z',
    });

    expect(await parked.load('again', 'Item/1')).to.deep.equal({
      ...entry('again', 'Item/1', 9),
      version: 4,
      error: { name: 'TypeError', message: 'bang' },
    });
  });

  it('lets a stream go only when nothing waits beyond what was taken', async () => {
    await parked.park(entry('go', 'Item/1', 9));

    expect(await parked.release('go', 'Item/1', 8)).to.equal(false);
    expect(await parked.load('go', 'Item/1')).to.deep.equal(entry('go', 'Item/1', 9));
    expect(await parked.release('go', 'Item/1', 9)).to.equal(true);
    expect(await parked.load('go', 'Item/1')).to.equal(undefined);
    expect(await parked.release('go', 'Item/1', 9)).to.equal(true);
  });

  it('lists and counts those of one consumer, page by page', async () => {
    const streams = Array.from({ length: 7 }, (_, n) => `Item/${n}`);
    await Promise.all(streams.map((stream) => parked.park(entry('listed', stream))));
    await parked.park(entry('listed-too', 'Item/1'));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await parked.list('listed', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.parked.map(({ stream }) => stream));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(seen).to.deep.equal(streams);
    expect(await parked.count('listed')).to.equal(7);
    expect(await parked.count('nobody')).to.equal(0);
  });
}
