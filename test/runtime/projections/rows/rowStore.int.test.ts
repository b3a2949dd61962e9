import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { dynamoDBRowStore } from '../../../../runtime/src/adapters/dynamodb/rows/rowStore.js';
import type { AnyProjection } from '../../../../runtime/src/projections/projection.js';
import type { RowStore } from '../../../../runtime/src/projections/rows/rowStore.js';
import { createBookmarksTable, createRowsTable, databaseClient } from '../../../testTables.js';
import { accounts } from '../../accountFixture.js';
import { projectionContract } from '../projectionContract.js';
import { accountRow, rowStoreContract } from './rowStoreContract.js';

const open = async (): Promise<RowStore> => (await openTwo({ ...accounts, key: () => 'x' }))[0];

/** Two stores on the same tables. */
async function openTwo(projection: AnyProjection): Promise<readonly [RowStore, RowStore]> {
  const client = await databaseClient();
  const options = {
    client: DynamoDBDocumentClient.from(client),
    tableName: await createRowsTable(client),
    projection,
    bookmarks: { tableName: await createBookmarksTable(client), consumer: `projections/${projection.name}` },
  };
  return [dynamoDBRowStore(options), dynamoDBRowStore(options)];
}

describe('a store of rows in DynamoDB', () => {
  rowStoreContract(open);

  projectionContract(openTwo);
});

describe('rows in DynamoDB', () => {
  let rows: RowStore;

  before(async () => {
    rows = await open();
    await rows.save(
      Array.from({ length: 30 }, (_, n) => {
        const row = n % 3 === 0 ? null : accountRow(`${n}`, n % 2 === 0 ? 'Ann' : 'Bob', 100 - n);
        return { key: `${n}`, row: { position: 1, row }, expected: undefined };
      }),
    );
  });

  const ids = (page: { rows: readonly unknown[] }) => page.rows.map((row) => Number((row as { id: string }).id));

  it('give a cursor that holds positions only: with another value it starts within that value', async () => {
    const { cursor = '' } = await rows.query('byOwner', 'Ann', { limit: 2 });

    const page = await rows.query('byOwner', 'Bob', { limit: 100, cursor });

    expect(ids(page)).to.have.length.above(0);
    expect(ids(page).every((n) => n % 2 === 1)).to.equal(true);
  });

  it('take any value that JSON has, and are left out of an index that cannot hold it', async () => {
    const row = (id: string, owner: string, balance: number) => ({ id, owner, balance, events: 1 });
    const odd = [row('huge', 'Odd', 1e300), row('tiny', 'Odd', 1e-200), row('nameless', '', 1), row('long', 'x'.repeat(2000), 1)];
    const plain = [row('zero', 'Odd', 0), row('negative', 'Odd', -0.5)];

    await rows.save([...odd, ...plain].map((each) => ({ key: each.id, row: { position: 1, row: each }, expected: undefined })));

    for (const each of odd) expect((await rows.load([each.id])).get(each.id)).to.deep.equal({ position: 1, row: each });
    expect((await rows.query('byOwner', 'Odd', { limit: 10 })).rows).to.deep.equal(plain.reverse());
    expect((await rows.query('byOwner', 'x'.repeat(2000), { limit: 10 })).rows).to.deep.equal([]);
  });

  it('are refused when they are too large for an item, with their size, and the others are written', async () => {
    const saved = await rows.save([
      { key: 'huge', row: { position: 1, row: accountRow('huge', 'x'.repeat(500_000)) }, expected: undefined },
      { key: 'small', row: { position: 1, row: accountRow('small') }, expected: undefined },
    ]);

    expect(saved.map(({ status }) => status)).to.deep.equal(['failed', 'saved']);
    expect(saved[0]).to.have.nested.property('error.code', 'RowTooLarge');
    expect(saved[0]).to.have.nested.property('error.message').that.includes("'huge'").and.includes('409600').and.includes("in 'owner'");
  });

  it('are refused by their key when DynamoDB cannot hold it', async () => {
    const saved = await rows.save([{ key: 'k'.repeat(3000), row: { position: 1, row: accountRow('long') }, expected: undefined }]);

    expect(saved[0]).to.have.nested.property('error.code', 'RowRefused');
  });
});
