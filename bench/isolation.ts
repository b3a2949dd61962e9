import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { commitOf, projectBalances } from './projecting.js';
import { interleaved, milliseconds } from './rounds.js';

const name = 'isolation';
const streams = 1000;
const batchSize = 100;
const error = { name: 'Error', message: 'poison' };

/** How long a thousand streams take whose next commits come, where ten of them are parked and theirs go behind, and where none is. */
export const isolation: Measure = {
  names: [name],

  async run(database): Promise<readonly Figure[]> {
    const projecting = await projectBalances(await database.client());
    const { parked, name: consumer } = projecting;
    let samples = 0;
    const sample = (waiting: number) => async () => {
      samples += 1;
      const ids = Array.from({ length: streams }, (_, index) => `${samples}-${index}`);
      // Spread, so that most batches have one.
      const isParked = (index: number) => index % (streams / 10) < waiting / 10;
      const at = new Date().toISOString();
      for (const [index, id] of ids.entries()) {
        if (isParked(index)) await parked.park({ consumer, stream: `Account/${id}`, version: 1, last: 1, error, at });
      }
      const commits = ids.map((id, index) => commitOf(id, isParked(index) ? 2 : 1));
      return milliseconds(async () => {
        for (let from = 0; from < streams; from += batchSize) await projecting.take(commits.slice(from, from + batchSize));
      });
    };
    const contenders = { ours: sample(10), none: sample(0) };
    await interleaved({ rounds: 1 }, contenders);
    const { ours: value, ...peers } = await interleaved({ rounds: 5, samples: 2 }, contenders);
    return [{ name, case: '10 of 1,000 streams parked', value, unit: 'ms', peers, limits: [{ atMost: 1.2, of: 'none' }] }];
  },
};
