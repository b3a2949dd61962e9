import { expect } from 'chai';
import type { RowPage, RowStore, SharedRows } from '../../../../runtime/src/projections/rows/rowStore.js';
import { caught } from '../../caught.js';

/** A row of the projection `accounts`. */
export const accountRow = (id: string, owner = 'Ann', balance = 0) => ({ id, owner, balance, events: 1 });

const idsOf = ({ rows }: RowPage): string[] => rows.map((row) => (row as { id: string }).id);

/** What every store of rows has to keep. `open` gives one that is empty, for the rows of `accounts`. */
export function rowStoreContract(open: () => Promise<RowStore>, { shared: hasTransactions = true } = {}): void {
  let rows: RowStore;
  const list: RowStore['list'] = async (page) => {
    await rows.refresh?.();
    return rows.list(page);
  };
  const query: RowStore['query'] = async (...asked) => {
    await rows.refresh?.();
    return rows.query(...asked);
  };
  before(async () => {
    rows = await open();
  });

  const save = async (key: string, position: number, row: unknown, expected?: number) => {
    const [saved] = await rows.save([{ key, row: { position, row }, expected }]);
    if (saved?.status === 'failed') throw saved.error;
    return saved?.status;
  };
  const load = async (key: string) => (await rows.load([key])).get(key);
  const everything = async (page: (cursor: string | undefined) => Promise<RowPage>) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const next = await page(cursor);
      pages.push(idsOf(next));
      cursor = next.cursor;
    } while (cursor !== undefined);
    return pages;
  };

  it('writes a row only over the position that was expected', async () => {
    expect(await save('guarded', 1, accountRow('guarded'))).to.equal('saved');
    expect(await save('guarded', 2, null)).to.equal('conflict');
    expect(await save('guarded', 3, null, 2)).to.equal('conflict');
    expect(await load('guarded')).to.deep.equal({ position: 1, row: accountRow('guarded') });
    expect(await save('guarded', 2, null, 1)).to.equal('saved');
    expect(await load('guarded')).to.deep.equal({ position: 2, row: null });
    expect(await save('absent', 5, accountRow('absent'), 4)).to.equal('conflict');
    expect(await load('absent')).to.equal(undefined);
  });

  it('writes many rows at once, each for itself', async () => {
    await save('second', 1, accountRow('second'));

    const saved = await rows.save(
      ['first', 'second', 'third'].map((key) => ({ key, row: { position: 1, row: accountRow(key) }, expected: undefined })),
    );

    expect(saved.map(({ status }) => status)).to.deep.equal(['saved', 'conflict', 'saved']);
    const loaded = await rows.load(['third', 'missing', 'first', 'second']);
    expect([...loaded.keys()].sort()).to.deep.equal(['first', 'second', 'third']);
  });

  it('loads more rows than fit into one request, and takes none for none', async () => {
    const keys = Array.from({ length: 130 }, (_, n) => `many-${n}`);
    await rows.save(keys.map((key) => ({ key, row: { position: 7, row: accountRow(key, 'Many') }, expected: undefined })));

    expect((await rows.load(keys)).size).to.equal(130);
    expect((await rows.load([])).size).to.equal(0);
    expect(await rows.save([])).to.deep.equal([]);
  });

  it('lets one of many who write the same row be first', async () => {
    const saved = await Promise.all(Array.from({ length: 8 }, (_, n) => save('raced', 1, accountRow('raced', `${n}`))));

    expect(saved.filter((status) => status === 'saved')).to.have.length(1);
  });

  it('lists rows page by page, each once, without tombstones', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `listed-${n}`);
    await rows.save(
      keys.map((key, n) => ({ key, row: { position: 1, row: n % 3 === 0 ? null : accountRow(key, 'Listed') }, expected: undefined })),
    );

    const pages = await everything((cursor) => list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) }));

    expect(pages.every((page) => page.length <= 3)).to.equal(true);
    const listed = pages.flat().filter((id) => id.startsWith('listed-'));
    expect(listed.sort()).to.deep.equal(keys.filter((_, n) => n % 3 !== 0).sort());
  });

  it('finds rows by an index, in its order, page by page', async () => {
    const balances = [5, 3, 11, 1, 9, 7];
    await rows.save(
      balances.map((balance) => ({
        key: `found-${balance}`,
        row: { position: 1, row: accountRow(`found-${balance}`, 'Found', balance) },
        expected: undefined,
      })),
    );
    await save('found-gone', 1, null);
    await save('found-7', 2, accountRow('found-7', 'Someone else', 7), 1);

    const pages = await everything((cursor) => query('byOwner', 'Found', { limit: 2, ...(cursor === undefined ? {} : { cursor }) }));

    expect(pages.flat()).to.deep.equal(['found-1', 'found-3', 'found-5', 'found-9', 'found-11']);
    expect(idsOf(await query('byOwner', 'Nobody', { limit: 2 }))).to.deep.equal([]);
  });

  it('goes on where a page ended, between rows of the same place and after rows that went since', async () => {
    const keys = Array.from({ length: 7 }, (_, n) => `tied-${n}`);
    await rows.save(keys.map((key) => ({ key, row: { position: 1, row: accountRow(key, 'Tied', 1) }, expected: undefined })));

    const first = await query('byOwner', 'Tied', { limit: 3 });
    for (const id of idsOf(first)) await save(id, 2, null, 1);
    const rest = await everything((cursor) => query('byOwner', 'Tied', { limit: 2, cursor: cursor ?? first.cursor ?? '' }));

    expect([...idsOf(first), ...rest.flat()].sort()).to.deep.equal(keys);
  });

  it('leaves out of an index what has no value for it, or a long one, and keeps the row', async () => {
    const long = 'x'.repeat(1100);
    const { balance: _, ...unsorted } = accountRow('unsorted', 'Sorted');
    const odd = [unsorted, accountRow('nameless', ''), accountRow('long', long), { ...accountRow('null', 'Sorted'), balance: null }];
    await rows.save(
      [...odd, accountRow('sorted', 'Sorted', 0)].map((row) => ({ key: row.id, row: { position: 1, row }, expected: undefined })),
    );

    expect(idsOf(await query('byOwner', 'Sorted', { limit: 10 }))).to.deep.equal(['sorted']);
    for (const value of ['', long]) expect(idsOf(await query('byOwner', value, { limit: 10 }))).to.deep.equal([]);
    for (const row of odd) expect(await load(row.id)).to.deep.equal({ position: 1, row });
  });

  it('refuses an index that is none, and a cursor that no page gave', async () => {
    expect(await caught(rows.query('byNothing', 'x', { limit: 1 }))).to.include({ code: 'MalformedRequest' });
    const forged = ['{}', '[]', '[1]', '[""]', '["a",{}]', '["a",1,2]', 'null'].map((text) => Buffer.from(text).toString('base64url'));
    for (const cursor of ['', 'nonsense', ...forged]) {
      expect(await caught(rows.list({ limit: 1, cursor })), cursor).to.include({ code: 'MalformedRequest' });
      expect(await caught(rows.query('byOwner', 'Ann', { limit: 1, cursor })), cursor).to.include({ code: 'MalformedRequest' });
    }
  });

  it('lets a row come again after its tombstone, and only over it', async () => {
    await save('phoenix', 3, accountRow('phoenix'));
    await save('phoenix', 4, null, 3);

    expect(await save('phoenix', 5, accountRow('phoenix'))).to.equal('conflict');
    expect(await save('phoenix', 4, accountRow('phoenix'), 3)).to.equal('conflict');
    expect(await load('phoenix')).to.deep.equal({ position: 4, row: null });
    expect(await save('phoenix', 5, accountRow('phoenix', 'Again'), 4)).to.equal('saved');
    expect(await load('phoenix')).to.deep.equal({ position: 5, row: accountRow('phoenix', 'Again') });
  });

  it('never goes back to an earlier position, whoever writes at once', async () => {
    await save('rivals', 1, accountRow('rivals'));
    const positions = [5, 2, 4, 3, 2, 6];

    const saved = await Promise.all(positions.map((position) => save('rivals', position, accountRow('rivals', `${position}`), 1)));

    const winners = positions.filter((_, n) => saved[n] === 'saved');
    const highest = Math.max(...winners);
    expect(new Set(winners).size, 'each position is written once').to.equal(winners.length);
    expect(await load('rivals')).to.deep.equal({ position: highest, row: accountRow('rivals', `${highest}`) });
    expect(await save('rivals', highest, null, 1)).to.equal('conflict');
  });

  it('keeps a huge row whole, or refuses it by its name; a small one beside it is written', async () => {
    const huge = accountRow('huge', 'x'.repeat(3_000_000));

    const [large, small] = await rows.save([
      { key: 'huge', row: { position: 1, row: huge }, expected: undefined },
      { key: 'beside', row: { position: 1, row: accountRow('beside') }, expected: undefined },
    ]);

    expect(small).to.deep.equal({ status: 'saved' });
    if (large?.status === 'saved') return expect(await load('huge')).to.deep.equal({ position: 1, row: huge });
    expect(large).to.have.nested.property('error.code').that.is.oneOf(['RowTooLarge', 'RowRefused']);
    expect(large).to.have.nested.property('error.message').that.includes("'huge' of accounts");
    return expect(await load('huge')).to.equal(undefined);
  });

  it('keeps any text that JSON has', async () => {
    const owner = 'a "quote", a \\ backslash, a line\nbreak, 🦉, ünïcode';
    await save('texts', 1, accountRow('texts', owner, -1.5e-7));

    expect(await load('texts')).to.deep.equal({ position: 1, row: accountRow('texts', owner, -1.5e-7) });
    expect((await query('byOwner', owner, { limit: 1 })).rows).to.deep.equal([accountRow('texts', owner, -1.5e-7)]);
  });

  it('finds nothing by keys and values that no row can have', async () => {
    for (const odd of ['a\0b', '\ud800', 'k'.repeat(5000)]) {
      expect((await rows.load([odd])).size).to.equal(0);
      expect(idsOf(await rows.query('byOwner', odd, { limit: 1 }))).to.deep.equal([]);
    }
  });

  it('is emptied: of rows, tombstones and positions', async () => {
    if (!rows.clear) throw new Error('It cannot be emptied.');
    const keys = Array.from({ length: 60 }, (_, n) => `cleared-${n}`);
    await rows.save(keys.map((key, n) => ({ key, row: { position: 7, row: n % 2 === 0 ? null : accountRow(key) }, expected: undefined })));
    await rows.shared?.commit([], [{ stream: 'Account/cleared', position: 3, expected: undefined }]);

    const refused = await rows.clear(() => false);
    const cleared = await rows.clear(() => true);

    expect([refused, cleared]).to.deep.equal([false, true]);
    expect((await rows.load(keys)).size).to.equal(0);
    expect((await rows.shared?.positions(['Account/cleared']))?.size ?? 0).to.equal(0);
    expect((await rows.list({ limit: 100 })).rows).to.deep.equal([]);
    // Neither a row nor a tombstone is remembered, and what is written now is kept as ever.
    for (const key of ['cleared-0', 'cleared-1']) expect(await save(key, 1, accountRow(key))).to.equal('saved');
    expect(await save('cleared-0', 2, null, 1)).to.equal('saved');
    expect(await save('cleared-0', 2, accountRow('cleared-0'))).to.equal('conflict');
    expect(await load('cleared-0')).to.deep.equal({ position: 2, row: null });
    expect(idsOf(await list({ limit: 5 }))).to.deep.equal(['cleared-1']);
  });

  if (!hasTransactions) {
    it('says that it has no transactions', () => {
      expect(rows).not.to.have.property('shared');
    });
    return;
  }

  describe('whose rows are fed by many streams', () => {
    const shared = (): SharedRows => {
      if (!rows.shared) throw new Error('This store has no transactions.');
      return rows.shared;
    };
    const change = (key: string, position: number, expected?: number) => ({ key, row: { position, row: accountRow(key) }, expected });
    const move = (stream: string, position: number, expected?: number) => ({ stream, position, expected });
    it('writes rows and positions together', async () => {
      expect(await shared().commit([change('s1', 1), change('s2', 1)], [move('Account/1', 4), move('Account/2', 2)])).to.equal(true);

      expect([...(await shared().positions(['Account/1', 'Account/2', 'Account/3']))].sort()).to.deep.equal([
        ['Account/1', 4],
        ['Account/2', 2],
      ]);
      expect(await load('s1')).to.deep.equal({ position: 1, row: accountRow('s1') });
    });

    it('writes nothing where a row or a position is not as expected', async () => {
      await shared().commit([change('t1', 1)], [move('Account/t', 1)]);

      const refused = [
        await shared().commit([change('t2', 1), change('t1', 2)], [move('Account/t', 2, 1)]),
        await shared().commit([change('t2', 1), change('t1', 2, 1)], [move('Account/t', 2)]),
        await shared().commit([change('t2', 1), change('t1', 2, 1)], [move('Account/t', 3, 2), move('Account/u', 1)]),
        await shared().commit([change('t2', 2, 1)], [move('Account/t', 2, 1)]),
      ];

      expect(refused).to.deep.equal([false, false, false, false]);
      expect(await load('t2')).to.equal(undefined);
      expect(await load('t1')).to.deep.equal({ position: 1, row: accountRow('t1') });
      expect([...(await shared().positions(['Account/t', 'Account/u']))]).to.deep.equal([['Account/t', 1]]);
    });

    it('writes nothing where a row is refused, and says which', async () => {
      const { shared: own } = rows;
      const long = 'k'.repeat(3000);
      if (
        !own ||
        (await save(long, 1, accountRow('long')).then(
          () => true,
          () => false,
        ))
      )
        return;

      expect(await caught(own.commit([change('w', 1), change(long, 1)], [move('Account/w', 1)]))).to.include({ code: 'RowRefused' });
      expect((await own.positions(['Account/w'])).size).to.equal(0);
      expect(await load('w')).to.equal(undefined);
    });

    it('lets one of many who write the same row be first, with its position', async () => {
      const writers = Array.from({ length: 8 }, (_, n) => shared().commit([change('v', 1)], [move(`Account/v${n}`, 1)]));

      const written = await Promise.all(writers);

      expect(written.filter((each) => each)).to.have.length(1);
      const positions = await shared().positions(written.map((_, n) => `Account/v${n}`));
      expect(positions.size).to.equal(1);
      expect(positions.get(`Account/v${written.indexOf(true)}`)).to.equal(1);
    });
  });
}
