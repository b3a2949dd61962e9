import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { dynamoDBRowStore } from '../../../../../runtime/src/adapters/dynamodb/rows/rowStore.js';
import { dynamoDBVersionedRecords } from '../../../../../runtime/src/adapters/dynamodb/rows/versionedRecords.js';
import {
  type AnyProjection,
  consistencyToken,
  dynamoDBServedRows,
  inMemoryRowStore,
  type OpenOptions,
  type ReadModel,
  readModel,
} from '../../../../../runtime/src/index.js';
import { recordedSlots } from '../../../../../runtime/src/projections/slots/slots.js';
import { createParkedTable, createRowsTable, databaseClient } from '../../../../testTables.js';
import { accounts } from '../../../accountFixture.js';
import { caught } from '../../../caught.js';
import { commit, deposited, opened } from '../../../commitBuilders.js';
import { projectionsFunction } from '../../../operations/rebuild/projectionsFunction.js';

const tables = `bank-${process.pid}`;
const ids = ['1', '2', '3'];

/** As it was before a mistake was found. */
const accountsBefore: AnyProjection = { ...accounts, evolve: { ...accounts.evolve, Deposited: (row: unknown) => row } };

describe('a read model of a deployed service', () => {
  let client: DynamoDBDocumentClient;
  const tableOf = (slot: string) => `${tables}-accounts${slot === 'a' ? '' : '.b'}`;
  const rowsIn = (slot: string) => dynamoDBRowStore({ client, tableName: tableOf(slot), projection: accounts });

  const seenBy = async (model: ReadModel<typeof accounts>) => {
    const gotten = await Promise.all(ids.map((id) => model.get(id)));
    const listed = (await model.list()).rows.map(({ id, balance }) => `${id}: ${balance}`).sort();
    const queried = (await model.query('byOwner', 'Ann')).rows.map(({ id, balance }) => `${id}: ${balance}`).sort();
    expect(gotten.map((row) => `${row?.id}: ${row?.balance}`)).to.deep.equal(listed);
    expect(queried).to.deep.equal(listed);
    return listed;
  };

  before(async () => {
    client = DynamoDBDocumentClient.from(await databaseClient());
    await Promise.all([
      createParkedTable(client, `${tables}-parked`),
      createRowsTable(client, tableOf('a')),
      createRowsTable(client, tableOf('b')),
    ]);
  });

  it('shows all rows before, at and after the switch of a rebuild, and those of the slot that is read', async () => {
    const commits = ids.flatMap((id) => [commit(`Account/${id}`, 1, [opened('Ann')]), commit(`Account/${id}`, 2, [deposited(10)])]);
    const { take, rebuild, now } = projectionsFunction(rowsIn, dynamoDBVersionedRecords(client, `${tables}-parked`));
    await take(commits, accountsBefore);
    // One is made for each look, the other lives through it all, and remembers.
    const fresh = () => readModel(accounts, { tables, client });
    const lasting = readModel(accounts, dynamoDBServedRows({ client, tables, projection: accounts, now }));
    const old = ['1: 0', '2: 0', '3: 0'];
    const made = ['1: 10', '2: 10', '3: 10'];
    expect([await seenBy(fresh()), await seenBy(lasting)]).to.deep.equal([old, old]);

    const seen: string[][][] = [];
    const { status } = await rebuild(accounts, async () => void seen.push([await seenBy(fresh()), await seenBy(lasting)]));
    await take([commit('Account/1', 3, [deposited(5)])], accounts);

    expect(status).to.equal('done');
    expect(seen.at(0)).to.deep.equal([old, old]);
    expect(seen.at(-1)).to.deep.equal([made, made]);
    for (const look of seen.flat()) expect([old, made]).to.deep.include(look);
    expect(await fresh().get('1')).to.include({ balance: 15 });
    expect(await fresh().shows(consistencyToken({ aggregate: 'Account', aggregateId: '1', version: 3 }))).to.equal(true);
    expect((await rowsIn('a').list({ limit: 5 })).rows).to.deep.equal([]);
  });

  it('opens the slot that is read of rows in another store', async () => {
    const asked: OpenOptions[] = [];
    const open = (_: AnyProjection, options: OpenOptions) => {
      asked.push(options);
      return inMemoryRowStore(accounts);
    };
    const elsewhere = { ...accounts, store: { kind: 'memory', indexes: {}, open } } as const;

    expect(await readModel(elsewhere, { tables, client }).get('1')).to.equal(undefined);
    await recordedSlots(dynamoDBVersionedRecords(client, `${tables}-parked`)).change('accounts', { read: 'b' }, { read: 'a' });
    await readModel(elsewhere, { tables, client }).list();

    expect(asked).to.deep.equal(['b', 'a'].map((slot) => ({ name: `${tables}-accounts`, slot })));
  });

  it('says which table it wanted, where the name of a table is given for what names begin with', async () => {
    const error = await caught(readModel(accounts, { tables: tableOf('a'), client }).list());

    expect(error).to.include({ code: 'StoreRefused' });
    expect(error.message).to.include(`${tables}-accounts-parked`);
  });
});
