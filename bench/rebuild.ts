import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { encodeCommit } from '../runtime/dist/adapters/dynamodb/events/commitItem.js';
import { createTable, type Database } from './database.js';
import { deposit } from './domain.js';
import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { createKeyTable } from './projecting.js';
import { median } from './rounds.js';
import { type Item, writeItems } from './writeItems.js';

const run = promisify(execFile);
const rebuilder = fileURLToPath(new URL('rebuildRows.ts', import.meta.url));
const eventsOfStream = 10;
const rounds = 3;
const megabyte = 1024 * 1024;

/** How fast rows are folded anew, and in how much memory: in a process of its own, as a function is. */
export const rebuild: Measure = {
  names: ['rebuild-throughput', 'rebuild-memory'],

  async run(database) {
    const small = await measured(database, 20_000);
    const large = await measured(database, 200_000);
    const throughput = ({ events, ours, floor }: Measured): Figure => ({
      name: 'rebuild-throughput',
      case: `${events.toLocaleString('en')} events on ${(events / eventsOfStream).toLocaleString('en')} streams`,
      value: ours.perSecond,
      unit: 'events/s',
      peers: { floor: floor.perSecond },
      limits: events === 200_000 ? [{ atLeast: 0.6, of: 'floor' }] : [],
    });
    const memory = ({ events, ours, floor }: Measured): Figure => ({
      name: 'rebuild-memory',
      case: `${events.toLocaleString('en')} events, all of the process`,
      value: ours.megabytes,
      unit: 'MB',
      peers: { floor: floor.megabytes },
      limits: [{ atMost: 256 }],
    });
    const kept = ({ events, kept: value }: Measured, peers: Record<string, number>): Figure => ({
      name: 'rebuild-memory',
      case: `${events.toLocaleString('en')} events, without garbage`,
      value,
      unit: 'MB',
      peers,
      limits: 'small' in peers ? [{ atMost: 1.1, of: 'small' }] : [],
    });
    return [throughput(small), throughput(large), memory(small), memory(large), kept(small, {}), kept(large, { small: small.kept })];
  },
};

type Run = { readonly perSecond: number; readonly megabytes: number };

type Measured = { readonly events: number; readonly ours: Run; readonly floor: Run; readonly kept: number };

async function measured(database: Database, events: number): Promise<Measured> {
  const client = await database.client();
  const endpoint = await database.endpoint();
  const table = await createTable(client, 'stream', 'version');
  await writeItems(client, table, commits(events));
  const runs = { ours: [] as Run[], floor: [] as Run[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const);
    for (const contender of order) runs[contender].push(await timed(client, { endpoint, table, events }, contender));
  }
  const kept: number[] = [];
  for (let round = 0; round < rounds; round++) kept.push((await timed(client, { endpoint, table, events }, 'ours', 'kept')).megabytes);
  const middle = (all: readonly Run[]): Run => ({
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    megabytes: median(all.map(({ megabytes }) => megabytes)),
  });
  return { events, ours: middle(runs.ours), floor: middle(runs.floor), kept: median(kept) };
}

type Seeded = { readonly endpoint: string; readonly table: string; readonly events: number };

async function timed(
  client: DynamoDBClient,
  { endpoint, table, events: count }: Seeded,
  contender: 'ours' | 'floor',
  looking: 'resident' | 'kept' = 'resident',
): Promise<Run> {
  const rows = await createKeyTable(client, 'key');
  const parked = await createKeyTable(client, 'consumer', 'stream');
  const args = ['--expose-gc', '--import', 'tsx', rebuilder, endpoint, table, rows, parked, contender, looking];
  const { stdout } = await run(process.execPath, args);
  const { rows: written, seconds, bytes } = JSON.parse(stdout);
  if (written !== count / eventsOfStream) throw new Error(`${contender} made ${written} rows of ${count / eventsOfStream}.`);
  return { perSecond: count / seconds, megabytes: bytes / megabyte };
}

/** Accounts with ten deposits each, a commit for each of them. */
function* commits(events: number): Generator<Item> {
  for (let stream = 0; stream < events / eventsOfStream; stream++) {
    for (let version = 1; version <= eventsOfStream; version++) {
      const commandId = `seeded${stream}-${version}`.padEnd(22, '-');
      yield encodeCommit({
        stream: `Account/${stream}`,
        version,
        last: version,
        command: 'Deposit',
        events: [{ type: 'Deposited', data: deposit(version) }],
        closes: false,
        at: new Date(1_790_000_000_000 + version * 1000).toISOString(),
        commandId,
        correlationId: commandId,
        causationId: commandId,
        metadata: {},
      });
    }
  }
}
