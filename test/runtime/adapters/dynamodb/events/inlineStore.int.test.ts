import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import { commitCodec } from '../../../../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import { inlineStore } from '../../../../../runtime/src/adapters/dynamodb/events/inlineStore.js';
import { dynamoDBRowStore } from '../../../../../runtime/src/adapters/dynamodb/rows/rowStore.js';
import { type Commit, createDispatcher, createSignals, dynamoDBEventStore, type EventStore } from '../../../../../runtime/src/index.js';
import { type InlineRows, inlineRows } from '../../../../../runtime/src/projections/folding/inlineRows.js';
import { rowPerStream } from '../../../../../runtime/src/projections/folding/rowPerStream.js';
import { createValidator } from '../../../../../runtime/src/validation/validator.js';
import { createEventsTable, createGuardsTable, createRowsTable, databaseClient } from '../../../../testTables.js';
import { Account, accounts } from '../../../accountFixture.js';
import { commit, deposited, opened } from '../../../commitBuilders.js';

const validate = createValidator();
const nothingParked = async () => false;

describe('rows that are written with their commits', () => {
  let client: DynamoDBClient;
  let eventsTable: string;
  let guardsTable: string;
  let rowsTable: string;

  before(async () => {
    client = await databaseClient();
    [eventsTable, guardsTable, rowsTable] = await Promise.all([
      createEventsTable(client),
      createGuardsTable(client),
      createRowsTable(client),
    ]);
  });

  /** A container: what it remembers is its own. Requests are recorded as they are sent. */
  async function container(projection = accounts, wrap: (inline: InlineRows) => InlineRows = (inline) => inline) {
    const own = await databaseClient();
    const requests: string[] = [];
    own.middlewareStack.add(
      (next, context) => (args) => {
        requests.push((context.commandName ?? '?').replace('Command', ''));
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const left: object[] = [];
    const onLeft = (facts: object) => void left.push(facts);
    const rows = dynamoDBRowStore({ client: DynamoDBDocumentClient.from(own), tableName: rowsTable, projection });
    const plain = dynamoDBEventStore({ client: own, tableName: eventsTable, guardsTableName: guardsTable });
    const inline = wrap(inlineRows({ places: async () => [{ table: rowsTable, projection, rows }], validate, onLeft }));
    const table = { client: own, tableName: eventsTable, codec: commitCodec({}) };
    const store: EventStore = { ...plain, ...inlineStore({ table, guardsTableName: guardsTable, plain, inline, onLeft }) };
    return { store, rows, requests, left, plain };
  }

  const newStream = () => {
    const id = crypto.randomUUID();
    return { id, stream: `Account/${id}` };
  };
  const statuses = async (store: EventStore, commits: readonly Commit[]) => {
    const found: string[] = [];
    for (const each of commits) found.push((await store.append(each)).status);
    return found;
  };
  const at = (stream: string, version: number, amount = 1) => commit(stream, version, [version === 1 ? opened('Ann') : deposited(amount)]);

  it('are there as soon as the commit is, and take no read in a warm container', async () => {
    const { store, rows, requests } = await container();
    const { id, stream } = newStream();

    await statuses(store, [at(stream, 1), at(stream, 2), at(stream, 3)]);

    expect(requests).to.deep.equal(['BatchGetItem', 'TransactWriteItems', 'TransactWriteItems', 'TransactWriteItems']);
    expect((await rows.load([id])).get(id)).to.deep.equal({ position: 3, row: { id, owner: 'Ann', balance: 2, events: 3 } });
  });

  it('are not there where the commit is not: another has its version', async () => {
    const { store, rows } = await container();
    const { id, stream } = newStream();
    await statuses(store, [at(stream, 1), at(stream, 2)]);
    const late = commit(stream, 2, [deposited(100)], { commandId: 'late' });

    const result = await (await container()).store.append(late);

    expect(result).to.have.property('status', 'versionTaken');
    expect(result).to.have.nested.property('by.commandId', `${stream}@2`);
    expect((await rows.load([id])).get(id)).to.have.nested.property('row.balance', 1);
  });

  it('go on from a row that another container wrote', async () => {
    const [ours, theirs] = [await container(), await container()];
    const { id, stream } = newStream();

    await ours.store.append(at(stream, 1));
    await theirs.store.append(at(stream, 2));
    await ours.store.append(at(stream, 3));

    expect((await ours.rows.load([id])).get(id)).to.deep.equal({ position: 3, row: { id, owner: 'Ann', balance: 2, events: 3 } });
    expect([...ours.left, ...theirs.left]).to.deep.equal([]);
  });

  it('that are behind are left to the stream of the table, which brings them to the end', async () => {
    const { store, rows, plain, left } = await container();
    const { id, stream } = newStream();
    await statuses(plain, [at(stream, 1), at(stream, 2)]);
    const third = at(stream, 3);

    const result = await store.append(third);
    const before = await rows.load([id]);
    const consumer = rowPerStream({ name: 'projections/accounts', projection: accounts, rows, store, validate });
    await consumer.take([{ stream, commits: [third] }], nothingParked);

    expect(result).to.deep.equal({ status: 'appended' });
    expect(before.get(id)).to.equal(undefined);
    expect((await rows.load([id])).get(id)).to.deep.equal({ position: 3, row: { id, owner: 'Ann', balance: 2, events: 3 } });
    expect(left).to.deep.equal([]);
    expect((await store.append(at(stream, 4))).status).to.equal('appended');
    expect((await rows.load([id])).get(id)?.position).to.equal(4);
  });

  it('that cannot be folded, or do not fit, are left to the stream and keep no command from being stored', async () => {
    const broken = {
      ...accounts,
      evolve: {
        ...accounts.evolve,
        Deposited: () => {
          throw new Error('a mistake');
        },
        Opened: () => ({ id: '1', owner: 'x'.repeat(500_000), balance: 0, events: 1 }),
      },
    };
    const { store, rows, left } = await container(broken);
    const { id, stream } = newStream();

    const found = await statuses(store, [at(stream, 1), at(stream, 2)]);

    expect(found).to.deep.equal(['appended', 'appended']);
    expect((await rows.load([id])).get(id)).to.equal(undefined);
    expect(left).to.have.length(1);
    expect(left[0]).to.have.nested.property('error.code', 'RowTooLarge');
  });

  it('are written again from what is there, when the stream of the table writes them at the same time', async () => {
    const { id, stream } = newStream();
    const first = await container();
    await first.store.append(at(stream, 1));
    let calls = 0;
    // Between the read of the row and the transaction somebody writes the row: as a redrive may that goes past a commit.
    const { store, rows } = await container(accounts, (inline) => ({
      ...inline,
      async changes(commits) {
        const changes = await inline.changes(commits);
        if (calls++ > 0) return changes;
        const there = (await first.rows.load([id])).get(id);
        await first.rows.save([{ key: id, row: { position: 1, row: { ...(there?.row as object), owner: 'Bob' } }, expected: 1 }]);
        return changes.map((each) => ({ ...each, change: { ...each.change, expected: 0 } }));
      },
    }));

    const result = await store.append(at(stream, 2));

    expect(result).to.deep.equal({ status: 'appended' });
    expect(calls).to.equal(2);
    expect((await rows.load([id])).get(id)).to.deep.equal({ position: 2, row: { id, owner: 'Bob', balance: 1, events: 2 } });
  });

  it('go with the guards of their command, or not at all', async () => {
    const { store, rows } = await container();
    const [{ id, stream }, other] = [newStream(), newStream()];
    const guard = { key: `Account/unique/email/${id}`, owner: stream };
    const change = (owner: string) => ({ action: 'reserve' as const, guard: { ...guard, owner } });

    const ours = await store.transact({ commits: [at(stream, 1)], guards: [change(stream)], checks: [] });
    const theirs = await store.transact({ commits: [at(other.stream, 1)], guards: [change(other.stream)], checks: [] });

    expect(ours).to.deep.equal({ status: 'appended' });
    expect(theirs).to.deep.equal({ status: 'guardTaken', taken: guard });
    expect([...(await rows.load([id, other.id])).keys()]).to.deep.equal([id]);
  });

  it('are the fold of their streams, whichever containers write, and whenever the stream of the table is delivered', async () => {
    const step = fc.record({
      container: fc.nat(1),
      deliver: fc.constantFrom('nothing', 'all', 'last'),
      amount: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const containers = [await container(), await container()] as const;
        const { id, stream } = newStream();
        const [{ rows, plain }] = containers;
        const consumer = rowPerStream({ name: 'projections/accounts', projection: accounts, rows, store: plain, validate });
        const dispatchers = containers.map(({ store }) => createDispatcher({ aggregates: [Account], store, signals: createSignals() }));
        const send = (at: number, command: string, data: object) => dispatchers[at]?.execute({ aggregate: 'Account', id, command, data });
        await send(0, 'Open', { owner: 'Ann' });
        const deliveries: Promise<unknown>[] = [];
        for (const { container: at, deliver, amount } of steps) {
          const stored: Commit[] = [];
          for await (const each of plain.read(stream)) stored.push(each);
          const batch = deliver === 'all' ? stored : stored.slice(-1);
          if (deliver !== 'nothing') deliveries.push(consumer.take([{ stream, commits: batch }], nothingParked));
          await send(at, 'Deposit', { amount });
        }
        await Promise.all(deliveries);

        const balance = steps.reduce((sum, { amount }) => sum + amount, 0);
        const { position, row } = (await rows.load([id])).get(id) ?? {};
        expect({ position, row }).to.deep.equal({
          position: steps.length + 1,
          row: { id, owner: 'Ann', balance, events: steps.length + 1 },
        });
      }),
      { numRuns: 25 },
    );
  });
});
