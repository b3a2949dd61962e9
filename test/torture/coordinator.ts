import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDBLocal } from '../dynamodbLocal.js';
import { snapshotFaults } from './caches.js';
import { check } from './check/check.js';
import { microseconds } from './clock.js';
import { bundleWorker, type Crew, createCrew } from './crew.js';
import { createHistory } from './history.js';
import { runLanes, type Send } from './lanes.js';
import type { Sabotage } from './messages.js';
import { type Faults, noFaults, type Report } from './report.js';
import { type Answers, createSender, receive } from './sender.js';
import { createTable, readCommits } from './table.js';

export type TortureOptions = {
  readonly seconds: number;
  readonly seed: number;
  readonly workers: number;
  /** Goes on, three times as long at most, until so many commands are acknowledged: a busy machine is slow. */
  readonly atLeast?: number;
  /** Ends the run before its time. */
  readonly signal?: AbortSignal;
  readonly sabotage?: Sabotage;
  /** Whether the history is left where a run finds problems. Default: true. */
  readonly keepHistory?: boolean;
};

/** Commands that a worker process executes at once. */
const lanesPerWorker = 2;
/** How long commands may take to end when the time is up, in milliseconds; those that are left are killed. */
const patience = 15_000;
const tables = { eventsTable: 'torture-events', snapshotsTable: 'torture-snapshots' };

/** Hammers streams of a DynamoDB Local of its own, then checks every answer against the table. */
export async function torture(options: TortureOptions): Promise<Report> {
  const { seed, workers, signal, sabotage, keepHistory = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'torture-'));
  const history = createHistory(join(folder, 'history.jsonl'));
  let keep = true;
  let crew: Crew | undefined;
  let database: Awaited<ReturnType<typeof startDynamoDBLocal>> | undefined;
  try {
    database = await startDynamoDBLocal();
    const { endpoint } = database;
    const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
    await createTable(client, tables.eventsTable, 'version');
    await createTable(client, tables.snapshotsTable, 'schema');

    const faults = noFaults();
    const answers: Answers = new Map();
    const worker = { endpoint, ...tables, ...(sabotage ? { sabotage } : {}) };
    crew = createCrew({ size: workers, file: bundleWorker(folder), worker }, receive({ history, faults, answers }));
    await crew.ready();
    signal?.throwIfAborted();

    const snapshots = snapshotFaults(client, tables.snapshotsTable);
    const took = await hammer(createSender({ crew, history, faults, answers, snapshots }), faults, options);
    await crew.end();
    const attempts = history.attempts();
    const problems = check(attempts, await readCommits(client, tables.eventsTable));
    keep = keepHistory && problems.length > 0;
    const acknowledged = attempts.filter(({ outcome }) => outcome?.kind === 'accepted').length;
    return { seed, seconds: took, commands: attempts.length, acknowledged, problems, faults, ...(keep ? { history: history.path } : {}) };
  } catch (error) {
    if (signal?.aborted) keep = false;
    throw keep ? new Error(`The run failed; its history is in ${history.path}`, { cause: error }) : error;
  } finally {
    await crew?.end();
    await database?.stop();
    await history.close();
    if (!keep) await rm(folder, { recursive: true });
    else await rm(join(folder, 'worker.cjs'), { force: true });
  }
}

/** Runs the lanes for their time. Gives the seconds that it took. */
async function hammer(send: Send, faults: Faults, options: TortureOptions): Promise<number> {
  const { seconds, seed, workers, signal, atLeast = 0 } = options;
  const began = microseconds();
  const passed = () => (microseconds() - began) / 1e6;
  const longest = 3 * seconds;
  let acknowledged = 0;
  const working = runLanes({
    seed,
    lanes: workers * lanesPerWorker,
    over: () => signal?.aborted === true || passed() >= (acknowledged < atLeast ? longest : seconds),
    async send(order) {
      const outcome = await send(order);
      if (outcome?.kind === 'accepted') acknowledged += 1;
      return outcome;
    },
    began(role) {
      if (role === 'repeat') faults.repeated += 1;
      if (role === 'impostor') faults.impostors += 1;
    },
  });
  const finished = new AbortController();
  const late = sleep((atLeast > 0 ? longest : seconds) * 1000 + patience, undefined, { signal: finished.signal }).catch(() => undefined);
  const aborted = new Promise<void>((done) => signal?.addEventListener('abort', () => done(), { once: true }));
  // What is left in flight when patience ends stays unknown in the history: its processes are killed.
  await Promise.race([working, late, aborted]).finally(() => finished.abort());
  signal?.throwIfAborted();
  return Math.round(passed() * 10) / 10;
}
