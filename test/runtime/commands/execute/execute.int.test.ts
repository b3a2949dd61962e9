import { type DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import {
  createDispatcher,
  createSignals,
  dynamoDBEventStore,
  dynamoDBSnapshotStore,
  type EventStore,
} from '../../../../runtime/src/index.js';
import { createEventsTable, createSnapshotsTable, databaseClient } from '../../../testTables.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { all } from '../../commitBuilders.js';

describe('a command on DynamoDB', () => {
  let tableName: string;

  before(async () => {
    tableName = await createEventsTable(await databaseClient());
  });

  const on = (store: EventStore) => createDispatcher({ aggregates: [Account], store, signals: createSignals() });
  const storeOf = (client: DynamoDBClient) => dynamoDBEventStore({ client, tableName });

  /** A dispatcher on a client of its own, whose requests are recorded as they are sent. */
  async function recorded() {
    const requests: string[] = [];
    const client = await databaseClient();
    client.middlewareStack.add(
      (next, context) => (args) => {
        requests.push((context.commandName ?? '?').replace('Command', ''));
        return next(args);
      },
      // Below the retries: what is counted is what goes out.
      { step: 'finalizeRequest', priority: 'low' },
    );
    return { client, requests, store: storeOf(client), ...on(storeOf(client)) };
  }

  const to = (id: string, command: string, data: unknown) => ({ aggregate: 'Account', id, command, data });
  const newId = () => crypto.randomUUID();

  it('that creates costs one put', async () => {
    const { execute, requests } = await recorded();

    await execute({ aggregate: 'Account', command: 'Open', data: { owner: 'Ann' } });
    await execute(to(newId(), 'Open', { owner: 'Ann' }));

    expect(requests).to.deep.equal(['PutItem', 'PutItem']);
  });

  it('on an existing aggregate costs one query and one put in a cold container, one put in a warm one', async () => {
    const { execute, requests } = await recorded();
    const id = newId();
    await (await recorded()).execute(to(id, 'Open', { owner: 'Ann' }));

    await execute(to(id, 'Deposit', { amount: 1 }));
    await execute(to(id, 'Deposit', { amount: 1 }));
    await execute(to(id, 'Deposit', { amount: 1 }));

    expect(requests).to.deep.equal(['Query', 'PutItem', 'PutItem', 'PutItem']);
  });

  it('costs three requests at most in a cold container where there are snapshots', async () => {
    const snapshotsTable = await createSnapshotsTable(await databaseClient());
    const snapshots = dynamoDBSnapshotStore({ client: await databaseClient(), tableName: snapshotsTable });
    const store = storeOf(await databaseClient());
    const id = newId();
    const filling = createDispatcher({ aggregates: [Account], store, snapshots, snapshotEvery: 10, signals: createSignals() });
    await filling.execute(to(id, 'Open', { owner: 'Ann' }));
    for (let deposits = 1; deposits < 25; deposits++) await filling.execute(to(id, 'Deposit', { amount: 1 }));
    const { client, requests } = await recorded();
    const cold = createDispatcher({
      aggregates: [Account],
      store: storeOf(client),
      snapshots: dynamoDBSnapshotStore({ client, tableName: snapshotsTable }),
      snapshotEvery: 10,
      signals: createSignals(),
    });

    const { version } = await cold.execute(to(id, 'Deposit', { amount: 1 }));

    expect(version).to.equal(26);
    expect(requests).to.deep.equal(['GetItem', 'Query', 'PutItem']);
  });

  it('that is refused costs one query', async () => {
    const { execute, requests } = await recorded();

    await caught(execute(to(newId(), 'Deposit', { amount: 1 })));

    expect(requests).to.deep.equal(['Query']);
  });

  it('by 20 writers at once, 25 times each, makes versions 1 to 501 without a gap', async () => {
    const id = newId();
    const client = await databaseClient();
    await on(storeOf(client)).execute(to(id, 'Open', { owner: 'Ann' }));
    const write = async () => {
      const { execute } = on(storeOf(client));
      for (let accepted = 0; accepted < 25; ) {
        const result = await execute(to(id, 'Deposit', { amount: 1 })).catch((error) =>
          error.code === 'Conflict' ? undefined : Promise.reject(error),
        );
        if (result) accepted += 1;
      }
    };

    await Promise.all(Array.from({ length: 20 }, write));

    const commits = await all(storeOf(client).read(`Account/${id}`));
    expect(commits.map(({ version }) => version)).to.deep.equal(Array.from({ length: 501 }, (_, index) => index + 1));
    expect(new Set(commits.map(({ commandId }) => commandId)).size).to.equal(501);
  });

  type Lose = <Answer>(command: string | undefined, answer: Promise<Answer>) => Promise<Answer>;
  const places: [string, (client: DynamoDBClient, lose: Lose) => void][] = [
    [
      'before the SDK retries',
      ({ middlewareStack }, lose) =>
        middlewareStack.add((next, context) => (args) => lose(context.commandName, next(args)), {
          step: 'finalizeRequest',
          priority: 'low',
        }),
    ],
    [
      'after the SDK has given up',
      ({ middlewareStack }, lose) =>
        middlewareStack.add((next, context) => (args) => lose(context.commandName, next(args)), { step: 'initialize' }),
    ],
  ];
  for (const [where, intercept] of places) {
    it(`whose put is stored and whose answer is lost, ${where}, is one commit and one success`, async () => {
      const id = newId();
      const { client, execute, store } = await recorded();
      await execute(to(id, 'Open', { owner: 'Ann' }));
      let lost = 0;
      intercept(client, async (command, answer) => {
        const arrived = await answer;
        if (command !== 'PutItemCommand' || lost > 0) return arrived;
        lost += 1;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      });

      const { version, events } = await execute(to(id, 'Deposit', { amount: 7 }));

      expect(lost).to.equal(1);
      expect(version).to.equal(2);
      expect(events.map(({ type }) => type)).to.deep.equal(['Deposited']);
      expect(await all(store.read(`Account/${id}`))).to.have.length(2);
    });
  }

  it('whose put is stored, its answer lost and every later try throttled, is not said to be throttled', async () => {
    const id = newId();
    const { client, store, execute } = await recorded();
    let tries = 0;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName !== 'PutItemCommand') return next(args);
        tries += 1;
        if (tries === 1) {
          await next(args);
          throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
        }
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
      },
      { step: 'finalizeRequest', priority: 'low' },
    );

    const { version } = await execute(to(id, 'Open', { owner: 'Ann' }));

    expect(tries).to.be.greaterThan(1);
    expect(version).to.equal(1);
    expect(await all(store.read(`Account/${id}`))).to.have.length(1);
  });

  it('takes a TransactionConflict for a lost race', async () => {
    const id = newId();
    const { client, execute, store } = await recorded();
    await execute(to(id, 'Open', { owner: 'Ann' }));
    let conflicts = 0;
    client.middlewareStack.add(
      (next, context) => (args) => {
        if (context.commandName !== 'PutItemCommand' || conflicts++ > 0) return next(args);
        return Promise.reject(new TransactionConflictException({ message: 'injected', $metadata: { httpStatusCode: 400 } }));
      },
      { step: 'initialize' },
    );

    expect((await execute(to(id, 'Deposit', { amount: 1 }))).version).to.equal(2);
    expect(await all(store.read(`Account/${id}`))).to.have.length(2);
  });
});
