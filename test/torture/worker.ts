import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type CommandResult,
  createDispatcher,
  createSignals,
  createStateCache,
  dynamoDBEventStore,
  dynamoDBSnapshotStore,
  isEventSourcingError,
} from '../../runtime/src/index.js';
import { microseconds } from './clock.js';
import { Account } from './domain.js';
import { injectFaults, underFaults } from './faults.js';
import type { Outcome, Sent } from './history.js';
import type { Message, Order, WorkerOptions } from './messages.js';
import { sabotageClient } from './sabotage.js';

/** A process that executes commands as it is told to, several at once, on one client and one dispatcher as a Lambda's container has them. */

const options: WorkerOptions = JSON.parse(process.argv[2] ?? '{}');

const client = new DynamoDBClient({
  endpoint: options.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
injectFaults(client, { eventsTable: options.eventsTable, happened: (fault) => tell({ type: 'happened', fault }) });
if (options.sabotage) sabotageClient(client, options.sabotage);

/** Milliseconds that the cache's clock is ahead: what is in the cache is as much older. */
let aged = 0;
const cacheAge = 5 * 60 * 1000;

const { execute } = createDispatcher({
  aggregates: [Account],
  store: dynamoDBEventStore({ client, tableName: options.eventsTable }),
  snapshots: dynamoDBSnapshotStore({ client, tableName: options.snapshotsTable }),
  // Small, so that there are many, and commands enough that begin with one.
  snapshotEvery: 5,
  cache: createStateCache({ age: cacheAge, now: () => new Date(Date.now() + aged) }),
  signals: createSignals(),
  // Snapshots fail because they are made to.
  warn: () => undefined,
});

process.on('message', ({ sent, faults, cacheFault }: Order) => {
  if (cacheFault === 'cachesAged') aged += 2 * cacheAge;
  void obey(sent, faults);
});
// The coordinator is gone: nobody is left to work for. Ctrl-C goes to the whole process group, and it is the coordinator that ends us.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
void tell({ type: 'ready' });

async function obey(sent: Sent, faults: Order['faults']): Promise<void> {
  const { attempt, id, key, command, data, expectedVersion } = sent;
  void tell({ type: 'requested', attempt, at: microseconds() });
  const outcome = await underFaults(faults, () =>
    execute({
      aggregate: Account.name,
      command,
      data,
      expectedVersion,
      // Who stored a commit, in words that the runtime only passes on: the checker need not trust its hashes.
      metadata: { attempt },
      ...(id === undefined ? {} : { id }),
      ...(key === undefined ? {} : { commandId: key }),
    }),
  ).then(accepted, refused);
  await tell({ type: 'answered', attempt, at: microseconds(), outcome });
}

const accepted = ({ aggregateId, version, events }: CommandResult): Outcome => ({ kind: 'accepted', aggregateId, version, events });

function refused(error: unknown): Outcome {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!isEventSourcingError(error)) return { kind: 'refused', code: 'Unexpected', details: {}, message };
  return { kind: 'refused', code: error.code, details: { ...error.details }, message: error.message };
}

function tell(message: Message): Promise<void> {
  return new Promise((done) => {
    if (process.connected) process.send?.(message, () => done());
  });
}
