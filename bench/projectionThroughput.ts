import type { Database } from './database.js';
import type { Figure, Limit } from './figure.js';
import type { Measure } from './measure.js';
import { createNaive } from './peers/naive.js';
import { commitsOf, projectBalances } from './projecting.js';
import { interleaved, milliseconds } from './rounds.js';

const name = 'projection-throughput';

/** Events that a projection takes in a second, from batches of a hundred. */
export const projectionThroughput: Measure = {
  names: [name],

  async run(database) {
    return [await of(database, 10, [{ atLeast: 5, of: 'naive' }]), await of(database, 100, [])];
  },
};

async function of(database: Database, rows: number, limits: readonly Limit[]): Promise<Figure> {
  const client = await database.client();
  const [ours, naive] = [await projectBalances(client), await createNaive(client)];
  let batches = 0;
  const perSecond = (take: (batch: ReturnType<typeof commitsOf>) => Promise<void>) => async () => {
    batches += 1;
    const ids = Array.from({ length: rows }, (_, index) => `${batches}-${index}`);
    const batch = commitsOf(ids, 100 / rows);
    return (batch.length / (await milliseconds(() => take(batch)))) * 1000;
  };
  const contenders = { ours: perSecond(ours.take), naive: perSecond(naive.take) };
  await interleaved({ rounds: 1, samples: 2 }, contenders);
  const { ours: value, ...peers } = await interleaved({ rounds: 5, samples: 2 }, contenders);
  return { name, case: `batches of 100 events on ${rows} rows`, value, unit: 'events/s', peers, limits };
}
