import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDBLocal } from '../../dynamodbLocal.js';
import { randomOf } from '../random.js';
import { type Announcements, createAnnouncements } from './announcements.js';
import { check } from './check/check.js';
import type { Discarded } from './check/evidence.js';
import { parkedInVain } from './check/parked.js';
import type { Problem } from './check/problem.js';
import { lackedUnswept } from './check/unswept.js';
import { runClock } from './clock.js';
import { createFunction } from './invoke.js';
import { startMapping } from './mapping.js';
import { memoryStorage } from './memoryStorage.js';
import { createOperator } from './operator.js';
import { createPoison } from './poison.js';
import { consumerNames, projectionNames } from './readers.js';
import { createRebuilder } from './rebuilder.js';
import { type Faults, noFaults, type ReadReport } from './report.js';
import type { Item } from './requests.js';
import type { Sabotage } from './sabotage.js';
import { drained, settle } from './settle.js';
import type { RowKeeper, Storage } from './storage.js';
import { createTableStream } from './stream.js';
import { tableStorage } from './tableStorage.js';
import { virtualClock } from './virtualClock.js';
import { createWorld } from './world.js';
import { runWriters } from './writers.js';

export type ReadTortureOptions = {
  readonly seconds: number;
  readonly seed: number;
  /** Goes on, three times as long at most, until so many events are written and rows that were rebuilt are switched to: a busy machine is slow. */
  readonly atLeast?: number;
  /** Ends the run before its time. */
  readonly signal?: AbortSignal;
  readonly sabotage?: Sabotage;
  /** Where the events are, and how far consumers have got. Default: on a DynamoDB Local of its own, with rows there and in memory. */
  readonly database?: 'dynamodb' | 'memory';
  /** Further stores of rows. */
  readonly keepers?: readonly RowKeeper[];
};

/** The part of the writers' time in which projections are swept. */
const swept = 0.5;

/** Commits that wait to be delivered before writers wait too. */
const mostBehind = 150;

/** Feeds consumers under fire, then compares what they did with the events. */
export async function tortureReads(options: ReadTortureOptions): Promise<ReadReport> {
  const over = new AbortController();
  // Each reader of each shard listens.
  setMaxListeners(0, over.signal);
  const stop = () => over.abort();
  options.signal?.addEventListener('abort', stop, { once: true });
  const queue = await createAnnouncements();
  try {
    const run = (makeStorage: MakeStorage) => torture({ makeStorage, queue, over }, options);
    if (options.database === 'memory') return await run(async (committed) => memoryStorage({ committed }));
    return await onDynamoDBLocal((client) => run((committed) => tableStorage({ client, run: `torture-${randomUUID()}`, committed })));
  } finally {
    over.abort();
    await queue.close();
    options.signal?.removeEventListener('abort', stop);
  }
}

async function onDynamoDBLocal<Result>(work: (client: DynamoDBClient) => Promise<Result>): Promise<Result> {
  const database = await startDynamoDBLocal();
  const { endpoint } = database;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  try {
    return await work(client);
  } finally {
    client.destroy();
    await database.stop();
  }
}

type MakeStorage = (committed: (item: Item) => void) => Promise<Storage>;

type Parts = { readonly makeStorage: MakeStorage; readonly queue: Announcements; readonly over: AbortController };

async function torture({ makeStorage, queue, over }: Parts, options: ReadTortureOptions): Promise<ReadReport> {
  const { seed, seconds, atLeast = 0, sabotage, signal, keepers = [] } = options;
  const faults = noFaults();
  const happened = (fault: keyof Faults) => {
    faults[fault] += 1;
  };
  const underWay = new Set<Promise<unknown>>();
  const adrift = (work: Promise<unknown>) => {
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };
  let calm = false;
  const isCalm = () => calm;
  const stream = createTableStream({ seed, happened });
  const poison = createPoison(happened);
  const made = await makeStorage(stream.take);
  const storage = { ...made, keepers: [...made.keepers, ...keepers] };
  const clock = virtualClock();
  const world = await createWorld({ storage, seed, poison, isCalm, clock, queue, happened, ...(sabotage ? { sabotage } : {}) });

  const shared = { seed, happened, adrift, isCalm };
  const commands = createFunction({ ...shared, name: 'commands', calls: 1, load: world.commands });
  const projections = createFunction({ ...shared, name: 'projections', load: world.projections });
  const reactions = createFunction({ ...shared, name: 'reactions', load: world.reactions });
  const deadlines = createFunction({ ...shared, name: 'deadlines', load: world.deadlines });
  const mappings = [projections, reactions].map((fn) => startMapping({ seed, stream, fn, happened, signal: over.signal }));
  const isolated = createFunction({ ...shared, name: 'isolated', load: world.isolated });
  const feeding = queue.feed({ seed, fn: isolated, happened, isCalm, forgetful: sabotage === 'forgetful-queue', signal: over.signal });
  const backlog = () => Math.max(queue.backlog(), ...mappings.map((mapping) => mapping.backlog()));
  const operator = createOperator({
    seed,
    functions: [projections, reactions, isolated],
    consumers: consumerNames(storage.keepers),
    happened,
  });
  const deadlineClock = runClock({ seed, scheduled: world.scheduled, fn: deadlines, happened, signal: over.signal });

  const rebuilder = createRebuilder({
    seed,
    fn: projections,
    commands,
    projections: projectionNames(storage.keepers),
    // Each begins with all events anew, and so hides what was wrong before.
    most: sabotage === 'blind-writers' ? 1 : 4,
    slots: storage.slots,
    clock,
    happened,
  });

  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  const quiet = new AbortController();
  const meddling = Promise.all([
    operator.meddle(quiet.signal, AbortSignal.timeout(seconds * swept * 1000)),
    rebuilder.meddle(quiet.signal),
  ]);
  // It is awaited once the writers are done.
  meddling.catch(() => undefined);
  let events = 0;
  let ended = false;
  // What came between a scan and a switch is healed by what comes later: so it ends at a switch, if it can.
  const isOver = (): boolean => {
    const isEnough = atLeast === 0 || (events >= atLeast && rebuilder.hasSwitched());
    ended ||= signal?.aborted === true || passed() >= (isEnough ? seconds : 3 * seconds);
    return ended;
  };
  await runWriters({
    seed,
    keepers: storage.keepers,
    fn: commands,
    over: isOver,
    mayGoOn: () => backlog() < mostBehind,
    wrote: (count) => {
      events += count;
    },
  });
  signal?.throwIfAborted();

  quiet.abort();
  await meddling;
  calm = true;
  for (const mapping of mappings) mapping.becomeCalm();
  await stream.becomeCalm();
  await rebuilder.finish();
  const draining = { backlog, underWay, scheduled: world.scheduled, written: () => stream.taken(), signal: over.signal };
  await drained(draining);
  const known = { lost: stream.lost, mended: false, discarded: [] };
  const problems: Problem[] = [...lackedUnswept(await world.evidence(known))];
  const settled = () => settle({ ...draining, operator });
  await settled();
  problems.push(...parkedInVain(await world.evidence(known)));
  // What failed too often and would not any more goes on; what is poison is parked where it was.
  await operator.redriveAll();
  await settled();
  const before = await world.evidence(known);
  problems.push(...check(before));

  /** Mended: what is parked is discarded or redriven, and that under fire too. */
  const mend = async (): Promise<readonly Problem[]> => {
    poison.mend();
    const discarded: Discarded[] = [];
    for (const parked of before.parked) {
      if (!randomOf(seed, parked.consumer, parked.stream, 'discard').chance(0.3)) continue;
      const done = await operator.discard(parked);
      if (done) discarded.push(done);
    }
    calm = false;
    await operator.redriveAll();
    calm = true;
    await operator.redriveAll();
    await settled();
    return check(await world.evidence({ ...known, mended: true, discarded }));
  };
  // What is wrong already would be in the way.
  if (problems.length === 0) problems.push(...(await mend()));

  over.abort();
  await Promise.all([deadlineClock, feeding, ...mappings.map((mapping) => mapping.ended())]);
  await sleep(0);
  const count = (await storage.commits()).reduce((sum, { version, last }) => sum + last - version + 1, 0);
  return { seed, seconds: Math.round(passed() * 10) / 10, events: count, problems, faults };
}
