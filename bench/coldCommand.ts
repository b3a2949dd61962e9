import { countUsage, type Usage } from './capacity.js';
import type { Database } from './database.js';
import { deposit, snapshotEvery } from './domain.js';
import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { createCastore } from './peers/castore.js';
import { createProduct, type Product, type Seed, seedProduct } from './product.js';

/** Events since the snapshot: on average, half of those between two. */
const tail = snapshotEvery / 2;

/** What a command asks of the database in a new container, with snapshots on: exact, so once is enough. */
export const coldCommand: Measure = {
  names: ['cold-command-requests', 'cold-command-rcu'],

  async run(database) {
    const short = await cold(database, { events: 100 });
    const long = await cold(database, { events: 10_000 });
    // A history within the quarter of an hour that command ids are remembered for: further back than the snapshot's hundred.
    const busy = await cold(database, { events: 10_000, apart: 50 });
    const castore = await castoreUsage(database, 100);

    const requests = (variant: string, { requests: value }: Usage, peers = {}): Figure => {
      return { name: 'cold-command-requests', case: variant, value, unit: 'requests', peers, limits: [{ atMost: 3 }] };
    };
    const rcu = (variant: string, { rcu: value }: Usage, at100: Usage): Figure => {
      const peers = { 'at 100 events': at100.rcu };
      return { name: 'cold-command-rcu', case: variant, value, unit: 'RCU', peers, limits: [{ atMost: 1.1, of: 'at 100 events' }] };
    };
    return [
      requests('100 events', short.plain, { castore: castore.requests }),
      requests('100 events, with a command id', short.named),
      requests('10,000 events', long.plain),
      requests('10,000 events, with a command id', long.named),
      requests('10,000 events in 10 minutes, with a command id', busy.named),
      rcu('10,000 events', long.plain, short.plain),
      rcu('10,000 events, with a command id', long.named, short.named),
      rcu('10,000 events in 10 minutes, with a command id', busy.named, short.named),
    ];
  },
};

type Cold = { readonly plain: Usage; readonly named: Usage };

async function cold(database: Database, seed: Seed): Promise<Cold> {
  const client = await database.client();
  const usage = countUsage(client);
  const product = await createProduct(client);
  await seedProduct(await database.client(), product, 'a', seed);
  // The first command finds no snapshot and leaves one; the others are what came since.
  const warm = product.dispatcher();
  const command = { aggregate: 'Account', id: 'a', command: 'Deposit' };
  for (let number = 0; number < tail; number++) await warm.execute({ ...command, data: deposit(number) });

  const used = async (commandId?: string) => {
    usage.reset();
    await product.dispatcher().execute({ ...command, data: deposit(1), ...(commandId ? { commandId } : {}) });
    return sum(product, usage.of);
  };
  return { plain: await used(), named: await used('one') };
}

function sum({ events, snapshots }: Product, of: (table: string) => Readonly<Usage>): Usage {
  const [first, second] = [of(events), of(snapshots)];
  return { requests: first.requests + second.requests, rcu: first.rcu + second.rcu, wcu: first.wcu + second.wcu };
}

async function castoreUsage(database: Database, events: number): Promise<Usage> {
  const client = await database.client();
  const usage = countUsage(client);
  const castore = await createCastore(client);
  await castore.seed('a', events);
  usage.reset();
  await castore.deposit('a', deposit(1));
  return usage.of(castore.table);
}
