import { stat } from 'node:fs/promises';
import { withCommandBundles } from './commandBundle.js';
import type { Measure } from './measure.js';

/** What a function's code weighs: without its source map, that Lambda does not load. */
export const bundle: Measure = {
  names: ['command-bundle-bytes'],

  run: () =>
    withCommandBundles(async ({ ours, floor, plainFloor }) => {
      const size = async (file: string) => (await stat(file)).size;
      const peers = { floor: await size(floor), 'floor by plain esbuild': await size(plainFloor) };
      const limits = [{ atMost: 1.1, of: 'floor' }];
      return [{ name: 'command-bundle-bytes', case: 'Item of the example', value: await size(ours), unit: 'bytes', peers, limits }];
    }),
};
