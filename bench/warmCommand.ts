import { countUsage, type Usage } from './capacity.js';
import type { Database } from './database.js';
import { deposit, snapshotEvery } from './domain.js';
import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { createCastore } from './peers/castore.js';
import { createFloor } from './peers/floor.js';
import { createProduct, type Product, seedProduct } from './product.js';

/** What a command asks of the database in a warm container, on streams of these lengths: exact, so once is enough. */
export const warmCommand = (lengths: readonly number[] = [1, 100, 1000, 10_000]): Measure => ({
  names: ['warm-command-requests', 'warm-command-rcu', 'warm-command-wcu'],

  async run(database) {
    const figures: Figure[] = [];
    for (const length of lengths) figures.push(...(await ofLength(database, length)));
    return figures;
  },
});

const units = [
  { of: 'requests', unit: 'requests/command', most: 1 },
  { of: 'rcu', unit: 'RCU/command', most: 0 },
  { of: 'wcu', unit: 'WCU/command', most: 1 },
] as const;

async function ofLength(database: Database, length: number): Promise<readonly Figure[]> {
  const client = await database.client();
  const usage = countUsage(client);
  const [product, floor, castore] = [await createProduct(client), await createFloor(client), await createCastore(client)];
  await seedProduct(await database.client(), product, 'a', { events: length });

  const perCommand = async (work: () => Promise<void>) => {
    usage.reset();
    await work();
    return { events: each(usage.of(product.events)), snapshots: each(usage.of(product.snapshots)) };
  };
  const plain = await perCommand(await warmed(product, false));
  const named = await perCommand(await warmed(product, true));
  usage.reset();
  await floor.put('a', 1, deposit(1));
  // Castore reads the whole stream. How that goes on is plain at a thousand, and to seed more takes its time.
  const compared = length <= 1000;
  if (compared) await castore.seed('a', length);
  if (compared) await castore.deposit('a', deposit(1));
  const others = { floor: usage.of(floor.table), castore: usage.of(castore.table) };

  return units.flatMap(({ unit, of, most }) => {
    const name = `warm-command-${of}`;
    const variant = length === 1 ? '1 event' : `${length.toLocaleString('en')} events`;
    const peers = { floor: others.floor[of], ...(compared ? { castore: others.castore[of] } : {}) };
    return [
      { name, case: variant, value: plain.events[of], unit, peers, limits: [{ atMost: most }] },
      { name, case: `${variant}, with command ids`, value: named.events[of], unit, peers, limits: [{ atMost: most }] },
      { name, case: `${variant}, snapshots alone`, value: plain.snapshots[of], unit, peers: {}, limits: [] },
    ];
  });
}

/** As many commands as lie between two snapshots, so that one snapshot is among them, in a container that knows the stream. */
async function warmed(product: Product, named: boolean): Promise<() => Promise<void>> {
  const dispatcher = product.dispatcher();
  const command = (number: number) =>
    dispatcher.execute({
      ...{ aggregate: 'Account', id: 'a', command: 'Deposit', data: deposit(number) },
      ...(named ? { commandId: `command-${number}` } : {}),
    });
  await command(0);
  return async () => {
    for (let number = 1; number <= snapshotEvery; number++) await command(number);
  };
}

const each = ({ requests, rcu, wcu }: Usage): Usage => ({
  requests: requests / snapshotEvery,
  rcu: rcu / snapshotEvery,
  wcu: wcu / snapshotEvery,
});
