import { expect } from 'chai';
import { Client } from 'pg';
import { type Connection, postgresql } from '../../../runtime/src/adapters/postgresql/index.js';
import { type AnyProjection, defineProjection, object, type RowStore, readModel } from '../../../runtime/src/index.js';
import { Account, accounts } from '../../runtime/accountFixture.js';
import { caught } from '../../runtime/caught.js';
import { projectionContract } from '../../runtime/projections/projectionContract.js';
import { accountRow, rowStoreContract } from '../../runtime/projections/rows/rowStoreContract.js';
import { endpointOf } from '../endpoints.js';

let schemas = 0;

describe('Rows in PostgreSQL', function () {
  this.timeout(60_000);
  let admin: Client;

  before(async () => {
    admin = new Client({ connectionString: endpointOf('postgresql') });
    await admin.connect();
  });
  after(() => admin.end());

  async function emptySchema(): Promise<string> {
    const schema = `test_${process.pid}_${++schemas}`;
    await admin.query(`create schema ${schema}`);
    return schema;
  }
  const connected = (more: object = {}): Connection => ({ connectionString: endpointOf('postgresql'), ...more });
  const indexes = { byOwner: { partition: 'owner', sort: 'balance' } } as const;
  const opened = (projection: AnyProjection, schema: string, connection = connected()): RowStore =>
    postgresql({ indexes, schema, connection }).open(
      { ...projection, store: accounts.store },
      {
        name: `bank-dev-${projection.name}`,
        slot: 'a',
      },
    );
  const columnsOf = async (schema: string, table: string): Promise<Record<string, string>> => {
    const { rows } = await admin.query(
      'select column_name, data_type from information_schema.columns where table_schema = $1 and table_name = $2',
      [schema, table],
    );
    return Object.fromEntries(rows.map(({ column_name, data_type }) => [column_name, data_type]));
  };
  const row = (key: string, row: unknown, position = 1, expected?: number) => ({ key, row: { position, row }, expected });

  rowStoreContract(async () => opened({ ...accounts, key: () => 'x' }, await emptySchema()));

  projectionContract(async (projection) => {
    const schema = await emptySchema();
    const open = () =>
      postgresql({ schema, connection: connected() }).open(
        { ...projection, store: { kind: 'dynamodb', indexes: {} } },
        { name: 'bank-dev-rows', slot: 'a' },
      );
    return [open(), open()];
  });

  describe('are in a table', () => {
    it('that has a column for each scalar field, made of the row, and is made by one of many who come at once', async () => {
      const schema = await emptySchema();

      const stores = Array.from({ length: 8 }, () => opened(accounts, schema));
      await Promise.all(stores.map((store, n) => store.save([row(`${n}`, accountRow(`${n}`, 'Ann', n))])));

      expect(await columnsOf(schema, 'bank_dev_accounts')).to.deep.equal({
        _key: 'text',
        _position: 'bigint',
        _row: 'jsonb',
        id: 'text',
        owner: 'text',
        balance: 'double precision',
        events: 'bigint',
      });
      const { rows } = await admin.query(
        `select sum(balance) as sum, count(*)::int as count from ${schema}.bank_dev_accounts where owner = 'Ann'`,
      );
      expect(rows).to.deep.equal([{ sum: 28, count: 8 }]);
    });

    it('of their own for the second slot', async () => {
      const schema = await emptySchema();
      const store = postgresql({ schema, connection: connected() });
      const slots = (['a', 'b'] as const).map((slot) => store.open(accounts, { name: 'bank-dev-accounts', slot }));

      for (const [n, slot] of slots.entries()) await slot.save([row('1', accountRow('1', `slot ${n}`))]);

      expect(Object.keys(await columnsOf(schema, 'bank_dev_accounts__b'))).to.include('owner');
      const loaded = await Promise.all(slots.map((slot) => slot.load(['1'])));
      expect(loaded.map((rows) => Reflect.get(rows.get('1')?.row ?? {}, 'owner'))).to.deep.equal(['slot 0', 'slot 1']);
    });

    it('that gets new columns and indexes, with the values of rows that are there, while older code goes on', async () => {
      const schema = await emptySchema();
      const connection = connected();
      const version1 = defineProjection({
        name: 'cards',
        from: [Account],
        row: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const,
        evolve: {},
        store: postgresql({ schema, connection }),
      });
      const version2 = defineProjection({
        name: 'cards',
        from: [Account],
        row: object({ id: { type: 'string' }, colour: { type: 'string' } }),
        evolve: {},
        store: postgresql({ indexes: { byColour: { partition: 'colour' } }, schema, connection }),
      });
      const name = { name: 'bank-dev-cards', slot: 'a' } as const;
      const older = version1.store.open(version1, name);
      await older.save([row('1', { id: '1', colour: 'red' }), row('2', { id: '2' })]);

      const newer = readModel(version2, name);
      const found = await newer.query('byColour', 'red');
      await older.save([row('3', { id: '3', colour: 'red' })]);

      expect(found.rows).to.deep.equal([{ id: '1', colour: 'red' }]);
      expect((await newer.query('byColour', 'red')).rows).to.have.length(2);
    });

    it('whose change is refused where it cannot be added to: what, where and what to do', async () => {
      const schema = await emptySchema();
      const named = (type: 'string' | 'integer') => ({ ...accounts, row: { type: 'object', properties: { size: { type } } } as const });
      const open = (type: 'string' | 'integer') =>
        postgresql({ schema, connection: connected() }).open(
          { ...named(type), store: { kind: 'dynamodb', indexes: {} } },
          { name: 'bank-dev-sizes', slot: 'a' },
        );
      const texts = open('string');
      await texts.save([row('1', { size: 'XL' })]);

      const refused = await caught(open('integer').load(['1']));
      await admin.query(`alter table ${schema}.bank_dev_sizes drop column size`);
      const unfit = await caught(open('integer').load(['1']));

      expect(refused).to.include({ code: 'StoreRefused' });
      expect(refused.message)
        .to.include(`"${schema}"."bank_dev_sizes"`)
        .and.include("column size is text, and a field 'size' of accounts is bigint")
        .and.include('drop column "size"');
      expect(unfit).to.include({ code: 'StoreRefused' });
      expect(unfit.message).to.include('do not fit').and.include('XL');
      expect((await texts.load(['1'])).get('1')?.row).to.deep.equal({ size: 'XL' });
    });

    it("that is not another's", async () => {
      const schema = await emptySchema();
      await admin.query(`create table ${schema}.bank_dev_accounts (id text primary key)`);
      const store = postgresql({ schema, table: 'one', connection: connected() });
      await store.open(accounts, { name: 'bank-dev-accounts', slot: 'a' }).load(['1']);

      expect((await caught(opened(accounts, schema).load(['1']))).message).to.include("the table is another's: its column _key");
      expect((await caught(store.open(accounts, { name: 'bank-prod-accounts', slot: 'a' }).load(['1']))).message).to.include(
        'bank-dev-accounts, slot a',
      );
    });

    it('that is made again where somebody dropped it', async () => {
      const schema = await emptySchema();
      const store = opened(accounts, schema);
      await store.save([row('1', accountRow('1'))]);
      await admin.query(`drop table ${schema}.bank_dev_accounts`);

      const error = await caught(store.load(['1']));

      expect(error).to.include({ code: 'StoreRefused' });
      expect((await store.load(['1'])).size).to.equal(0);
    });
  });

  describe('with values that the database cannot hold', () => {
    const half = '\ud800';

    it('are refused, each with its field, and the others are written', async () => {
      const store = opened(accounts, await emptySchema());
      const bad: [string, object, string][] = [
        ['nul', accountRow('nul', 'a\0b'), 'its field owner has a text with U+0000'],
        ['half', accountRow('half', `a${half}`), 'its field owner has'],
        ['large', { ...accountRow('large'), events: 1e19 }, 'its field events has the integer 10000000000000000000, beyond a bigint'],
        ['deep', { ...accountRow('deep'), more: [{ x: 'a\0b' }] }, 'its field more has'],
        ['k\0ey', accountRow('key'), 'the key of the row'],
        [`k${half}ey`, accountRow('key'), 'the key of the row'],
      ];

      const good = Array.from({ length: 9 }, (_, n) => row(`good${n}`, accountRow(`good${n}`)));
      const saved = await store.save([...bad, ...[]].flatMap(([key, value], n) => [row(key, value), ...good.slice(n, n + 1)]));

      for (const [n, [key, , message]] of bad.entries()) {
        const result = saved[n * 2];
        expect(result, key).to.have.nested.property('error.code', 'RowRefused');
        expect(result, key).to.have.nested.property('error.message').that.includes('accounts').and.includes(message);
        expect(saved[n * 2 + 1]).to.deep.equal({ status: 'saved' });
      }
    });

    it('are refused where they are fed by many streams, and no position moves', async () => {
      const { shared } = opened({ ...accounts, key: () => 'x' }, await emptySchema());

      const error = await caught(
        shared?.commit(
          [row('1', accountRow('1')), row('2', accountRow('2', '\0'))],
          [{ stream: 'Account/1', position: 1, expected: undefined }],
        ) ?? Promise.resolve(),
      );

      expect(error).to.include({ code: 'RowRefused' });
      expect(error.message).to.include("'2' of accounts").and.include('owner');
      expect((await shared?.positions(['Account/1']))?.size).to.equal(0);
    });

    it('are kept where they are only large', async () => {
      const store = opened(accounts, await emptySchema());
      const huge = accountRow('huge', 'x'.repeat(5_000_000));
      const numbers = { ...accountRow('numbers', 'Ann', -1.5e-300), more: { big: 1e300, tiny: 5e-324, exact: 0.1 + 0.2 } };

      await store.save([row('huge', huge), row('numbers', numbers)]);

      expect((await store.load(['huge'])).get('huge')?.row).to.deep.equal(huge);
      expect((await store.load(['numbers'])).get('numbers')?.row).to.deep.equal(numbers);
    });

    it('are found by nothing, and no fault', async () => {
      const store = opened(accounts, await emptySchema());
      await store.save([row('1', accountRow('1'))]);
      const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

      expect((await store.load(['\0', half, '1'])).size).to.equal(1);
      for (const value of ['\0', half, 7]) expect((await store.query('byOwner', value, { limit: 5 })).rows).to.deep.equal([]);
      expect(await caught(store.list({ limit: 5, cursor: forged('\0') }))).to.include({ code: 'MalformedRequest' });
      expect(await caught(store.query('byOwner', 'Ann', { limit: 5, cursor: forged('1', 'text') }))).to.include({
        code: 'MalformedRequest',
      });
    });
  });

  describe('by a connection', () => {
    it('that is made again where it was lost', async () => {
      const store = opened(accounts, await emptySchema(), connected({ application_name: 'lost', max: 1 }));
      await store.load(['1']);

      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lost'");

      expect(await store.save([row('1', accountRow('1'))])).to.deep.equal([{ status: 'saved' }]);
    });

    it('that projections share, and no more than two of them', async () => {
      const schema = await emptySchema();
      const connection = connected({ application_name: 'shared' });
      const stores = ['one', 'two', 'three'].map((table) =>
        postgresql({ schema, table, connection }).open(accounts, { name: `bank-dev-${table}`, slot: 'a' }),
      );

      await Promise.all(stores.flatMap((store) => Array.from({ length: 10 }, (_, n) => store.load([`${n}`]))));

      const { rows } = await admin.query("select count(*)::int as count from pg_stat_activity where application_name = 'shared'");
      expect(rows).to.deep.equal([{ count: 2 }]);
    });

    it('whose settings come from a function, which is asked again where it failed', async () => {
      const schema = await emptySchema();
      let asked = 0;
      const connection = async () => {
        if (++asked <= 2) throw new Error('no secret today');
        return { connectionString: endpointOf('postgresql') };
      };
      const store = opened(accounts, schema, connection);

      const error = await caught(store.load(['1']));
      await store.load(['1']);
      await store.load(['1']);

      expect(error).to.include({ code: 'StoreUnavailable' });
      expect(error.message).to.include('no secret today');
      expect(asked).to.equal(3);
    });

    it('that cannot be had is a store that is away; too many of them, one that is throttled; a role without rights, one that refuses', async () => {
      const schema = await emptySchema();
      await admin.query(`create role crowd_${process.pid} login connection limit 0; create role guest_${process.pid} login`);
      const as = (user: string) =>
        opened(accounts, schema, connected({ connectionString: endpointOf('postgresql').replace('postgres@', `${user}@`) }));
      await opened(accounts, schema).load(['1']);

      const away = await caught(
        opened(accounts, schema, connected({ connectionString: 'postgres://postgres@127.0.0.1:1/postgres' })).load(['1']),
      );
      const crowded = await caught(as(`crowd_${process.pid}`).load(['1']));
      const forbidden = await caught(as(`guest_${process.pid}`).load(['1']));

      expect([away.code, crowded.code, forbidden.code]).to.deep.equal(['StoreUnavailable', 'StoreThrottled', 'StoreRefused']);
      expect(forbidden.message).to.include(schema);
    });
  });
});
