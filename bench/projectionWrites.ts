import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Database } from './database.js';
import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { createNaive } from './peers/naive.js';
import { commitsOf, type Projecting, projectBalances, projectBranches } from './projecting.js';
import { countRows } from './rowUsage.js';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `${Math.floor(index / 10)}-${index % 10}`);

/** What a batch of 100 events on 10 rows asks of the database, and what the same batch asks when it comes again: exact, so once is enough. */
export const projectionWrites: Measure = {
  names: ['projection-writes', 'projection-rcu-wcu'],

  async run(database) {
    const naive = await naiveUsage(database);
    return [
      ...(await figuresOf(database, 'rows keyed by the stream', projectBalances, 10, { naive, limited: true })),
      ...(await figuresOf(database, 'rows by key, fed by 10 streams', projectBranches, 10, {})),
      ...(await figuresOf(database, 'rows by key, fed by 100 streams', projectBranches, 100, {})),
    ];
  },
};

/** What the peer asks for: items that it writes, and what the batch costs when it comes again. */
type Naive = { readonly first: number; readonly again: { readonly writes: number; readonly rcu: number } };

async function figuresOf(
  database: Database,
  variant: string,
  project: (client: DynamoDBClient) => Promise<Projecting>,
  streams: number,
  { naive, limited = false }: { readonly naive?: Naive; readonly limited?: boolean },
): Promise<readonly Figure[]> {
  const client = await database.client();
  const projecting = await project(client);
  const batch = commitsOf(ids(streams), 100 / streams);
  const { usage, reset } = countRows(client);
  await projecting.take(batch);
  const first = { ...usage };
  reset();
  await projecting.take(batch);
  const again = { ...usage };
  const peers = (value: number | undefined): Record<string, number> => (value === undefined ? {} : { naive: value });
  const figure = (name: string, what: string, value: number, unit: string, peer: number | undefined, limits: Figure['limits']): Figure => ({
    ...{ name, case: `${variant}${what}`, value, unit, peers: peers(peer), limits },
  });
  const limit = (atMost: number) => (limited ? [{ atMost }] : []);
  return [
    figure('projection-writes', '', first.writes, 'items/batch', naive?.first, limit(10)),
    // What is not asked for costs no write unit, not even that of a failed condition.
    figure('projection-rcu-wcu', ', redelivered', again.writes, 'writes/batch', naive?.again.writes, limit(0)),
    figure('projection-rcu-wcu', ', redelivered', again.rcu, 'RCU/batch', naive?.again.rcu, []),
  ];
}

async function naiveUsage(database: Database): Promise<Naive> {
  const client = await database.client();
  const naive = await createNaive(client);
  const batch = commitsOf(ids(10), 10);
  const { usage, reset } = countRows(client);
  await naive.take(batch);
  const first = usage.writes;
  reset();
  await naive.take(batch);
  // Each event reads its row, of less than 4 KB, consistently.
  return { first, again: { writes: usage.writes, rcu: batch.length } };
}
