import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import { dynamoDBRowStore } from '../../../runtime/src/dynamodb/rowStore.js';
import { type Commit, type EventStore, inMemoryEventStore } from '../../../runtime/src/index.js';
import { project } from '../../../runtime/src/projections/project.js';
import type { RowStore } from '../../../runtime/src/projections/rowStore.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { createRowsTable, databaseClient } from '../../database.js';
import { accounts } from '../account.js';
import { caught } from '../caught.js';
import { closed, commit, deposited, opened, withdrawn } from '../commits.js';

describe('a projection', () => {
  let client: DynamoDBClient;
  let tableName: string;
  let rows: RowStore;
  let store: EventStore;
  let id: string;
  let history: readonly Commit[];

  before(async function () {
    this.timeout(60_000);
    client = await databaseClient();
    tableName = await createRowsTable(client);
  });

  beforeEach(async () => {
    rows = dynamoDBRowStore({ client: DynamoDBDocumentClient.from(client), tableName, projection: accounts });
    store = inMemoryEventStore();
    id = crypto.randomUUID();
    history = [
      commit(`Account/${id}`, 1, [opened('Ann')]),
      commit(`Account/${id}`, 2, [deposited(10), withdrawn(3)]),
      commit(`Account/${id}`, 4, [deposited(5)]),
    ];
    for (const each of history) await store.append(each);
  });

  const apply = (commits: readonly Commit[], on: RowStore = rows) =>
    project({ projection: accounts, rows: on, store, validate: createValidator() }, `Account/${id}`, commits);
  const complete = () => ({ position: 4, row: { id, owner: 'Ann', balance: 12, events: 4 } });

  it('folds a stream into its row, with the position it has got to', async () => {
    await apply(history);

    expect(await rows.load(id)).to.deep.equal(complete());
  });

  it('writes a row once for a batch, however many events there are', async () => {
    let writes = 0;
    const counting: RowStore = {
      ...rows,
      save(...row) {
        writes += 1;
        return rows.save(...row);
      },
    };

    await apply(history, counting);

    expect(writes).to.equal(1);
  });

  it('skips what its row reflects already', async () => {
    await apply(history);
    await apply(history);
    await apply(history.slice(0, 1));

    expect(await rows.load(id)).to.deep.equal(complete());
  });

  it('reads from the table what was not delivered', async () => {
    await apply(history.slice(0, 1));
    await apply(history.slice(2));

    expect(await rows.load(id)).to.deep.equal(complete());
  });

  it('reads from the table what a batch leaves out in its middle', async () => {
    await apply(history.filter(({ version }) => version !== 2));

    expect(await rows.load(id)).to.deep.equal(complete());
  });

  it('fails, and leaves the row as it was, where the table has a gap', async () => {
    const lone = commit(`Account/${id}`, 9, [deposited(1)]);
    await store.append(lone);
    await apply(history);

    expect(await caught(apply([lone]))).to.include({ code: 'StreamCorrupt' });
    expect(await rows.load(id)).to.deep.equal(complete());
  });

  it('leaves a tombstone, so that a late delivery does not bring a row back', async () => {
    const end = commit(`Account/${id}`, 5, [closed()], { closes: true });
    await store.append(end);
    await apply([...history, end]);
    await apply(history);
    await apply([...history, end]);

    expect(await rows.load(id)).to.deep.equal({ position: 5, row: null });
    const listed = (await rows.list({ limit: 1000 })).rows;
    expect(listed).not.to.deep.include({ id, owner: 'Ann', balance: 12, events: 4 });
    expect((await rows.query('byOwner', 'Ann', { limit: 1000 })).rows.map((row) => (row as { id: string }).id)).not.to.include(id);
  });

  it('is right though two invocations have the same stream at once', async () => {
    await Promise.all([apply(history.slice(0, 1)), apply(history.slice(0, 2)), apply(history), apply(history.slice(1))]);

    expect(await rows.load(id)).to.deep.equal(complete());
  });

  it('shows the fold of the events, whatever is delivered again, in whatever batches', async function () {
    this.timeout(60_000);
    const batches = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(batches, async (deliveries) => {
        id = crypto.randomUUID();
        const own = history.map((each) => ({ ...each, stream: `Account/${id}` }));
        for (const each of own) await store.append(each);
        const pick = (indexes: readonly number[]) => [...new Set(indexes)].sort().flatMap((index) => own.slice(index, index + 1));

        for (const indexes of deliveries) await apply(pick(indexes));
        await apply(pick([2]));

        expect(await rows.load(id)).to.deep.equal(complete());
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a row that its schema refuses, with projection, event and field', async () => {
    const huge = commit(`Account/${id}`, 5, [deposited(1.5)]);
    const fractional = { ...accounts, evolve: { ...accounts.evolve, Deposited: () => ({ id, owner: 'Ann', balance: 1, events: 1.5 }) } };
    await apply(history);

    const error = await caught(project({ projection: fractional, rows, store, validate: createValidator() }, `Account/${id}`, [huge]));

    expect(error).to.include({ code: 'RowInvalid' });
    expect(error.message).to.include('accounts').and.include(`Account/${id}@5`).and.include('/events');
    expect(await rows.load(id)).to.deep.equal(complete());
  });
});

describe('rows in DynamoDB', () => {
  let rows: RowStore;

  before(async function () {
    this.timeout(60_000);
    const client = await databaseClient();
    rows = dynamoDBRowStore({
      client: DynamoDBDocumentClient.from(client),
      tableName: await createRowsTable(client),
      projection: accounts,
    });
    for (let n = 0; n < 30; n++) {
      const row = n % 3 === 0 ? null : { id: `${n}`, owner: n % 2 === 0 ? 'Ann' : 'Bob', balance: 100 - n, events: 1 };
      await rows.save(`${n}`, { position: 1, row }, undefined);
    }
  });

  const ids = (page: { rows: readonly unknown[] }) => page.rows.map((row) => Number((row as { id: string }).id));

  it('are written only over the position that was expected', async () => {
    expect(await rows.save('guarded', { position: 1, row: { id: 'guarded', owner: '', balance: 0, events: 1 } }, undefined)).to.equal(true);
    expect(await rows.save('guarded', { position: 2, row: null }, undefined)).to.equal(false);
    expect(await rows.save('guarded', { position: 3, row: null }, 2)).to.equal(false);
    expect(await rows.save('guarded', { position: 2, row: null }, 1)).to.equal(true);
    expect(await rows.load('guarded')).to.deep.equal({ position: 2, row: null });
  });

  it('are listed page by page, each once, without tombstones', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await rows.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.rows.length).to.be.at.most(3);
      seen.push(...ids(page));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(seen.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 3 !== 0));
  });

  it('are found by an index, in its order, page by page', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await rows.query('byOwner', 'Ann', { limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...ids(page));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(seen).to.deep.equal([28, 26, 22, 20, 16, 14, 10, 8, 4, 2]);
  });

  it('give a cursor that holds positions only: with another value it starts within that value', async () => {
    const { cursor = '' } = await rows.query('byOwner', 'Ann', { limit: 2 });

    const page = await rows.query('byOwner', 'Bob', { limit: 100, cursor });

    expect(ids(page)).to.have.length.above(0);
    expect(ids(page).every((n) => n % 2 === 1)).to.equal(true);
  });

  it('refuse a cursor that no page gave', async () => {
    for (const cursor of ['nonsense', Buffer.from('{}').toString('base64url'), Buffer.from('[1]').toString('base64url')]) {
      expect(await caught(rows.list({ limit: 1, cursor })), cursor).to.include({ code: 'MalformedRequest' });
    }
  });

  it('take any value that JSON has, and are left out of an index that cannot hold it', async () => {
    const row = (id: string, owner: string, balance: number) => ({ id, owner, balance, events: 1 });
    const odd = [row('huge', 'Odd', 1e300), row('tiny', 'Odd', 1e-200), row('nameless', '', 1), row('long', 'x'.repeat(2000), 1)];
    const plain = [row('zero', 'Odd', 0), row('negative', 'Odd', -0.5)];

    for (const each of [...odd, ...plain]) await rows.save(each.id, { position: 1, row: each }, undefined);

    for (const each of odd) expect(await rows.load(each.id)).to.deep.equal({ position: 1, row: each });
    expect((await rows.query('byOwner', 'Odd', { limit: 10 })).rows).to.deep.equal(plain.reverse());
    expect((await rows.query('byOwner', 'x'.repeat(2000), { limit: 10 })).rows).to.deep.equal([]);
  });
});
