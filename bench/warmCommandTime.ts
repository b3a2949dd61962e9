import type { Database } from './database.js';
import { deposit } from './domain.js';
import type { Figure, Limit } from './figure.js';
import type { Measure } from './measure.js';
import { createCastore } from './peers/castore.js';
import { createFloor } from './peers/floor.js';
import { createProduct, seedProduct } from './product.js';
import { cpuSeconds, interleaved, milliseconds, type Sample } from './rounds.js';

const againstFloor: Limit = { atMost: 1.25, of: 'floor' };
// At least ten times faster.
const againstCastore: Limit = { atMost: 0.1, of: 'castore' };
const name = 'warm-command-time';

/** How long a command takes in a warm container. Snapshots are written as they fall due: with one command of a hundred. */
export const warmCommandTime: Measure = {
  names: [name],

  async run(database) {
    const figures: Figure[] = [];
    for (const length of [1, 1000, 10_000]) {
      const { ours, floor } = await contenders(database, length);
      const all = { ours: timed(ours), floor: timed(floor) };
      await interleaved({ rounds: 1, samples: 60 }, all);
      const { ours: value, ...peers } = await interleaved({ rounds: 9, samples: 40 }, all);
      const variant = length === 1 ? '1 event' : `${length.toLocaleString('en')} events`;
      figures.push({ name, case: variant, value, unit: 'ms', peers, limits: [againstFloor] });
    }
    const { ours, floor, castore } = await contenders(database, 1000, { withCastore: true });
    const all = { ours: timed(ours), castore: timed(castore) };
    await interleaved({ rounds: 1, samples: 5 }, all);
    const { ours: value, ...peers } = await interleaved({ rounds: 5, samples: 10 }, all);
    figures.push({ name, case: '1,000 events, to load and push', value, unit: 'ms', peers, limits: [againstCastore] });
    // What is left of it where DynamoDB's own time and whatever else the machine does are not counted.
    const busy = { ours: cpu(ours), floor: cpu(floor), castore: cpu(castore) };
    const { ours: spent, ...others } = await interleaved({ rounds: 5, samples: 10 }, busy);
    figures.push({ name, case: "1,000 events, this process's CPU alone", value: spent, unit: 'ms', peers: others, limits: [] });
    return figures;
  },
};

type Work = (number: number) => Promise<unknown>;

async function contenders(database: Database, length: number, { withCastore = false } = {}) {
  const client = await database.client();
  const [product, floor, castore] = [await createProduct(client), await createFloor(client), await createCastore(client)];
  await seedProduct(client, product, 'a', { events: length });
  if (withCastore) await castore.seed('a', length);
  const { execute } = product.dispatcher();
  const command = { aggregate: 'Account', id: 'a', command: 'Deposit' };
  const works: Record<'ours' | 'floor' | 'castore', Work> = {
    ours: (number) => execute({ ...command, data: deposit(number) }),
    floor: (number) => floor.put('a', number, deposit(number)),
    castore: (number) => castore.deposit('a', deposit(number)),
  };
  return { ours: counted(works.ours), floor: counted(works.floor), castore: counted(works.castore) };
}

/** Numbers the calls, whichever way they are measured: a version is put once. */
function counted(work: Work): () => Promise<unknown> {
  let number = 0;
  return () => work(++number);
}

const timed =
  (work: () => Promise<unknown>): Sample =>
  () =>
    milliseconds(work);

const cpu =
  (work: () => Promise<unknown>): Sample =>
  async () =>
    (await cpuSeconds(work)) * 1000;
