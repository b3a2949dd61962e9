import { expect } from 'chai';
import fc from 'fast-check';
import { parseConsistencyToken } from '../../../runtime/src/domain/consistencyToken.js';
import {
  type AnyProjection,
  consistencyToken,
  defineProjection,
  inMemoryRowStore,
  type OpenOptions,
  type ReadModel,
  type RowStore,
  readModel,
} from '../../../runtime/src/index.js';
import { awaitReached } from '../../../runtime/src/projections/awaitReached.js';
import { Account, accounts } from '../accountFixture.js';
import { caught, caughtSync } from '../caught.js';
import { accountRow } from './rows/rowStoreContract.js';

const parts = { name: 'elsewhere', from: [Account], row: accounts.row, evolve: {} } as const;

describe('a read model', () => {
  let rows: RowStore;
  let model: ReadModel<typeof accounts>;
  beforeEach(async () => {
    rows = inMemoryRowStore(accounts);
    model = readModel(accounts, rows);
    await rows.save([
      { key: '1', row: { position: 3, row: accountRow('1', 'Ann', 5) }, expected: undefined },
      { key: '2', row: { position: 1, row: accountRow('2', 'Ann', 2) }, expected: undefined },
      { key: 'gone', row: { position: 4, row: null }, expected: undefined },
    ]);
  });

  it('gives typed rows by key, by index and all of them', async () => {
    const one = await model.get('1');
    const found = await model.query('byOwner', 'Ann', { limit: 1 });
    const next = await model.query('byOwner', 'Ann', found.cursor === undefined ? {} : { cursor: found.cursor });

    expect(one?.balance).to.equal(5);
    expect(await model.get('gone')).to.equal(undefined);
    expect([...found.rows, ...next.rows].map(({ balance }) => balance)).to.deep.equal([2, 5]);
    expect((await model.list()).rows).to.have.length(2);
    // @ts-expect-error: it has no such index
    expect(await caught(model.query('byName', 'Ann'))).to.include({ code: 'MalformedRequest' });
    // @ts-expect-error: owners are texts
    expect((await model.query('byOwner', 7)).rows).to.deep.equal([]);
  });

  it('says whether it shows an event, of a row that is gone too', async () => {
    const token = (aggregateId: string, version: number) => consistencyToken({ aggregate: 'Account', aggregateId, version });

    expect(await model.shows(token('1', 3))).to.equal(true);
    expect(await model.shows(token('1', 4))).to.equal(false);
    expect(await model.shows(token('gone', 4))).to.equal(true);
    expect(await model.shows(token('absent', 1))).to.equal(false);
    expect(await caught(model.shows('Door/1@1'))).to.include({ code: 'MalformedRequest' });
    expect(await caught(model.shows('Account/1'))).to.include({ code: 'MalformedRequest' });
  });

  it('waits until it does, and no longer than it is to', async () => {
    let now = 0;
    const sleep = async (milliseconds: number) => {
      now += milliseconds;
      if (now < 300) return;
      await rows.save([{ key: '1', row: { position: 4, row: accountRow('1') }, expected: 3 }]);
    };
    const waiting = (wait: number) => ({ wait, now: () => now, sleep });

    await awaitReached(accounts, rows, 'Account/1@4', waiting(1000));
    const shown = now;
    const error = await caught(awaitReached(accounts, rows, 'Account/1@5', waiting(1000)));

    expect(shown).to.be.within(300, 600);
    expect(now - shown).to.equal(1000);
    expect(error).to.include({ code: 'ProjectionBehind' });
    expect(error.details).to.deep.equal({ projection: 'accounts', stream: 'Account/1', version: 5, position: 4 });
  });

  it('opens the rows of a store that opens itself by their name', async () => {
    const opened: unknown[] = [];
    const store = {
      kind: 'memory',
      indexes: { byOwner: { partition: 'owner' } },
      open(projection: AnyProjection, options: OpenOptions) {
        opened.push(projection.name, options);
        return rows;
      },
    } as const;
    const elsewhere = defineProjection({ ...parts, store });

    const opening = readModel(elsewhere, { name: 'bank-dev-elsewhere', slot: 'b' });

    expect((await opening.get('1'))?.owner).to.equal('Ann');
    expect((await opening.query('byOwner', 'Ann')).rows).to.have.length(2);
    expect(opened).to.deep.equal(['elsewhere', { name: 'bank-dev-elsewhere', slot: 'b' }]);
  });

  it('does not guess which slot of a name is read', () => {
    const opened: unknown[] = [];
    const open = (_: AnyProjection, options: OpenOptions) => {
      opened.push(options);
      return rows;
    };
    const elsewhere = defineProjection({ ...parts, store: { kind: 'memory', indexes: {}, open } });

    // @ts-expect-error: a rebuild changes which slot is read
    const unsaid = caughtSync(() => readModel(elsewhere, { name: 'bank-dev-elsewhere' }));
    // @ts-expect-error: rows in DynamoDB are not opened by a name
    const table = caughtSync(() => readModel(accounts, { name: 'bank-dev-accounts' }));
    // @ts-expect-error: rows in DynamoDB are not opened by a name
    const slot = caughtSync(() => readModel(accounts, { name: 'bank-dev-accounts', slot: 'b' }));

    expect(opened).to.deep.equal([]);
    expect([unsaid, table, slot].map(({ code }) => code)).to.deep.equal(Array(3).fill('DefinitionInvalid'));
    expect(unsaid.message).to.include("'bank-dev-elsewhere'").and.include("tables: 'shop-dev'").and.include("slot: 'a'");
    expect(table.message).to.include("'bank-dev-accounts'").and.include("tables: 'shop-dev'").and.not.include("slot: 'a'");
    expect(slot.message).to.include("'bank-dev-accounts'").and.include("tables: 'shop-dev'");
  });

  it('makes pages show what it was said to show', async () => {
    const refreshed: string[] = [];
    const late = readModel(accounts, { ...rows, refresh: async () => void refreshed.push('refresh') });

    await late.shows(consistencyToken({ aggregate: 'Account', aggregateId: '1', version: 4 }));
    const before = [...refreshed];
    await late.shows(consistencyToken({ aggregate: 'Account', aggregateId: '1', version: 3 }));

    expect({ before, refreshed }).to.deep.equal({ before: [], refreshed: ['refresh'] });
  });

  it('knows any id by a token that a header can carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.integer({ min: 1, max: 1e12 }), (aggregateId, version) => {
        const token = consistencyToken({ aggregate: 'Account', aggregateId, version });

        expect(token).to.match(/^[\x21-\x7e]+$/);
        expect(parseConsistencyToken(token)).to.deep.equal({ aggregate: 'Account', aggregateId, version });
      }),
    );
    expect(caughtSync(() => parseConsistencyToken('Account/%zz@1'))).to.include({ code: 'MalformedRequest' });
  });
});
