import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Measure } from './measure.js';
import { createProduct, seedProduct } from './product.js';
import { interleaved } from './rounds.js';

const run = promisify(execFile);
const streamer = fileURLToPath(new URL('streamEvents.ts', import.meta.url));
const events = 100_000;
/** Events of a commit: DynamoDB Local takes minutes for as many items as there are events. */
const each = 10;
const megabyte = 1024 * 1024;

/** How much a process's heap grows while it reads a very long stream through `for await`. */
export const memory: Measure = {
  names: ['memory'],

  async run(database) {
    const client = await database.client();
    const product = await createProduct(client);
    await seedProduct(client, product, 'a', { events, each });
    const endpoint = await database.endpoint();
    const growth = (reader: string) => async () => {
      const { stdout } = await run(process.execPath, ['--expose-gc', '--import', 'tsx', streamer, endpoint, product.events, reader]);
      const { commits, bytes } = JSON.parse(stdout);
      if (commits !== events / each) throw new Error(`${reader} read ${commits} commits of ${events / each}.`);
      return bytes / megabyte;
    };
    const { ours, floor } = await interleaved({ rounds: 5 }, { ours: growth('ours'), floor: growth('floor') });
    return [
      { name: 'memory', case: '100,000 events, garbage included', value: ours, unit: 'MB', peers: { floor }, limits: [{ atMost: 64 }] },
    ];
  },
};
