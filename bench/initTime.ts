import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withCommandBundles } from './commandBundle.js';
import type { Measure } from './measure.js';
import { interleaved } from './rounds.js';

const run = promisify(execFile);
const importer = fileURLToPath(new URL('importBundle.mjs', import.meta.url));

/** How long a new process takes from the import of a function's code until its handler is ready, its client made. */
export const initTime: Measure = {
  names: ['command-init-time'],

  run: () =>
    withCommandBundles(async (bundles) => {
      const contenders = { ours: () => imported(bundles.ours), floor: () => imported(bundles.floor) };
      await interleaved({ rounds: 2 }, contenders);
      const { ours: value, ...peers } = await interleaved({ rounds: 21 }, contenders);
      const limits = [{ atMost: 1.15, of: 'floor' }];
      return [{ name: 'command-init-time', case: 'Item of the example', value, unit: 'ms', peers, limits }];
    }),
};

/** Milliseconds in which a new process imports a bundle. */
async function imported(file: string): Promise<number> {
  const { stdout } = await run(process.execPath, [importer, file], { env: functionEnvironment });
  const time = Number(stdout);
  if (!(time > 0)) throw new Error(`${file} could not be imported: ${stdout}`);
  return time;
}

// What Lambda sets, as far as it matters here.
const functionEnvironment = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  EVENT_SOURCING_TABLES: 'items-dev',
};
