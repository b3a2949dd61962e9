import { DeleteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { dynamoDBRowStore } from '../../../../runtime/src/adapters/dynamodb/rows/rowStore.js';
import {
  defineProjection,
  dynamodb,
  inMemoryEventStore,
  inMemoryRowStore,
  object,
  type RowStore,
  readModel,
} from '../../../../runtime/src/index.js';
import { projectionConsumer } from '../../../../runtime/src/projections/projectionConsumer.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { createRowsTable, databaseClient } from '../../../testTables.js';
import { Account } from '../../accountFixture.js';
import { closed, commit, deposited, opened } from '../../commitBuilders.js';

/** Accounts, which are forgotten some time after they were closed. `balance` says when. */
const remembered = defineProjection({
  name: 'remembered',
  from: [Account],
  row: object({ owner: { type: 'string' }, balance: { type: 'number' }, until: { type: 'integer' } }, { optional: ['until'] }),
  evolve: {
    Opened: (_, { data }) => ({ owner: data.owner, balance: 1 }),
    Deposited: (row, { data }) => row && { ...row, balance: data.amount },
    Closed: (row) => row && { ...row, until: row.balance },
  },
  store: dynamodb({ indexes: { byOwner: { partition: 'owner', sort: 'balance' } }, ttl: 'until' }),
});

const longAgo = 1_000_000_000;
const farAway = 100_000_000_000;

const historyOf = (id: string, until: number) => [
  commit(`Account/${id}`, 1, [opened('Ann')]),
  commit(`Account/${id}`, 2, [deposited(until)]),
  commit(`Account/${id}`, 3, [closed()], { closes: true }),
];

type Opened = { readonly rows: RowStore; deleted(key: string): Promise<void>; expires(key: string): Promise<unknown> };

async function inDynamoDB(): Promise<Opened> {
  const plain = await databaseClient();
  const client = DynamoDBDocumentClient.from(plain);
  const TableName = await createRowsTable(plain);
  return {
    rows: dynamoDBRowStore({ client, tableName: TableName, projection: remembered }),
    // As DynamoDB does, within days; DynamoDB Local is not asked to.
    deleted: async (key) => void (await client.send(new DeleteCommand({ TableName, Key: { key } }))),
    expires: async (key) => (await client.send(new GetCommand({ TableName, Key: { key } }))).Item?.expires,
  };
}

describe('rows that expire', () => {
  let table: Opened;
  before(async () => {
    table = await inDynamoDB();
  });

  const keep = async (rows: RowStore, ...histories: ReturnType<typeof historyOf>[]) => {
    const store = inMemoryEventStore();
    for (const each of histories.flat()) await store.append(each);
    const consumer = projectionConsumer({ projection: remembered, rows, store, validate: createValidator() });
    return async (...commits: ReturnType<typeof historyOf>) =>
      consumer.take([{ stream: commits[0]?.stream ?? '', commits }], async () => false);
  };

  for (const [where, open] of [
    ['DynamoDB', async () => table.rows],
    ['memory', async () => inMemoryRowStore(remembered)],
  ] as const) {
    it(`are shown to nobody, and their positions are known: in ${where}`, async () => {
      const rows = await open();
      const [past, future] = [historyOf('past', longAgo), historyOf('future', farAway)];
      const take = await keep(rows, past, future);
      await take(...past);
      await take(...future);

      const model = readModel(remembered, rows);
      expect(await model.get('past')).to.equal(undefined);
      expect(await model.get('future')).to.deep.equal({ owner: 'Ann', balance: farAway, until: farAway });
      expect((await model.list()).rows).to.have.length(1);
      expect((await model.query('byOwner', 'Ann')).rows).to.have.length(1);
      expect((await rows.load(['past'])).get('past')?.position).to.equal(3);
    });
  }

  it('have an attribute that DynamoDB deletes them by', async () => {
    const history = historyOf('attribute', farAway);
    const beginning = history.slice(0, 2);

    await (await keep(table.rows, beginning))(...beginning);
    const before = await table.expires('attribute');
    await (await keep(table.rows, history))(...history);

    expect({ before, after: await table.expires('attribute') }).to.deep.equal({ before: undefined, after: farAway });
  });

  it('are not brought back as they once were by a late delivery, when they are deleted', async () => {
    const history = historyOf('late', longAgo);
    const take = await keep(table.rows, history);
    await take(...history);
    await table.deleted('late');

    for (const late of [history.slice(0, 1), history.slice(1, 2), history]) {
      await table.deleted('late');
      await take(...late);

      expect(await readModel(remembered, table.rows).get('late')).to.equal(undefined);
      expect((await table.rows.load(['late'])).get('late')?.position).to.equal(3);
    }
  });
});
