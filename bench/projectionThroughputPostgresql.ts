import pg from 'pg';
import { type Commit, defineProjection, inMemoryEventStore, object } from 'serverless-event-sourcing-runtime';
import { type PostgreSQLReadStore, postgresql } from 'serverless-event-sourcing-runtime/postgresql';
import { projectionConsumer } from '../runtime/dist/projections/projectionConsumer.js';
import { createValidator } from '../runtime/dist/validation/validator.js';
import { readRunning } from '../test/servers/main/running.js';
import { variableOf } from '../test/servers/main/servers.js';
import { startAll } from '../test/servers/main/start.js';
import { Account, deposit, deposited, noDeposits } from './domain.js';
import type { Figure, Limit } from './figure.js';
import type { Measure } from './measure.js';
import { createNaiveProjection } from './peers/naivePostgresql.js';
import { interleaved, milliseconds } from './rounds.js';

const name = 'projection-throughput';
const againstNaive: Limit = { atLeast: 5, of: 'naive' };

/** Events of a batch, as the table's stream delivers them, and batches of a sample. */
const batchSize = 100;
const batches = 2;

/** How many events a second come into rows in PostgreSQL, in batches. The server is started, where none is up. */
export const projectionThroughputPostgreSQL: Measure = {
  names: [name],

  async run() {
    const endpoint = process.env[variableOf('postgresql')] ?? readRunning()?.endpoints.get('postgresql');
    if (endpoint !== undefined) return measured(endpoint);
    const fleet = await startAll(['postgresql'], (line) => console.error(line));
    try {
      return await measured(fleet.endpoints.get('postgresql') ?? '');
    } finally {
      await fleet.stop();
    }
  },
};

async function measured(connectionString: string): Promise<readonly Figure[]> {
  const pool = new pg.Pool({ connectionString, max: 2 });
  // A server that is stopped says so to connections that are about to end.
  pool.on('error', () => {});
  const schema = `bench_${process.pid}`;
  await pool.query(`create schema ${schema}`);
  try {
    return [
      await figureOf(pool, connectionString, schema, { rows: 10, variant: 'postgresql', limits: [againstNaive] }),
      await figureOf(pool, connectionString, schema, { rows: 100, variant: 'postgresql, a row an event', limits: [] }),
    ];
  } finally {
    await pool.query(`drop schema ${schema} cascade`);
    await pool.end();
  }
}

type Case = { readonly rows: number; readonly variant: string; readonly limits: readonly Limit[] };

async function figureOf(pool: pg.Pool, connectionString: string, schema: string, { rows, variant, limits }: Case): Promise<Figure> {
  const naive = await createNaiveProjection(pool, `${schema}.naive_${rows}`);
  const ours = consumerIn(postgresql({ indexes: {}, schema, connection: { connectionString, max: 2 } }), `ours-${rows}`);
  const contenders = {
    async ours() {
      const feed = nextBatches(rows);
      return milliseconds(async () => {
        for (const streams of feed) {
          const outcomes = await ours.take(streams, async () => false);
          if (outcomes.some(({ status }) => status !== 'done')) throw new Error(`A batch was not taken: ${JSON.stringify(outcomes)}`);
        }
      });
    },
    async naive() {
      const feed = nextBatches(rows);
      return milliseconds(async () => {
        for (const { commits } of feed.flat()) for (const commit of commits) await naive.take(commit);
      });
    },
  };
  await interleaved({ rounds: 1, samples: 2 }, contenders);
  const times = await interleaved({ rounds: 5, samples: 3 }, contenders);
  const rate = (time: number) => (batches * batchSize * 1000) / time;
  return { name, case: variant, value: rate(times.ours), unit: 'events/s', peers: { naive: rate(times.naive) }, limits };
}

function consumerIn(store: PostgreSQLReadStore<Readonly<Record<never, never>>>, of: string) {
  const balances = defineProjection({
    name: of,
    from: [Account],
    row: object({ balance: { type: 'number' }, deposits: { type: 'integer' } }),
    evolve: { Deposited: (row, { data }) => deposited(row ?? noDeposits(), data) },
    store,
  });
  return projectionConsumer({
    projection: balances,
    rows: balances.store.open(balances, { name: of, slot: 'a' }),
    // Never asked: what is delivered has no gap.
    store: inMemoryEventStore(),
    validate: createValidator(),
  });
}

let streams = 0;

/** Batches of streams that nobody has seen, for as many rows each. */
function nextBatches(rows: number): readonly (readonly { readonly stream: string; readonly commits: readonly Commit[] }[])[] {
  return Array.from({ length: batches }, () =>
    Array.from({ length: rows }, () => {
      const stream = `Account/${++streams}`;
      return { stream, commits: Array.from({ length: batchSize / rows }, (_, n) => commitOf(stream, n + 1)) };
    }),
  );
}

const commitOf = (stream: string, version: number): Commit => ({
  stream,
  version,
  last: version,
  command: 'Deposit',
  events: [{ type: 'Deposited', data: deposit(version) }],
  closes: false,
  at: '2026-01-01T00:00:00.000Z',
  commandId: `${stream}@${version}`,
  correlationId: stream,
  causationId: stream,
  metadata: {},
});
