import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOptions, runBuild } from './bundle.js';
import { generatedFolder, prepareFolder } from './generatedFolder.js';

export type EntryOptions = {
  readonly serviceDir: string;
  /** What the file is called while it is there. */
  readonly name: string;
  readonly source: string;
  readonly external: readonly string[];
};

/**
 * Bundles a generated entry with what it imports of the user's and the runtime, and imports the bundle: whatever language they are in, and with
 * one copy of the runtime, fresh with each call. The file goes at once; Node has it in memory.
 *
 * @throws UserFault when esbuild cannot bundle it.
 */
export const importEntry = async ({ serviceDir, name, source, external }: EntryOptions): Promise<unknown> => {
  const outdir = generatedFolder(serviceDir);
  await prepareFolder(outdir);
  const unique = `${name}-${randomUUID()}`;
  const file = join(outdir, `${unique}.mjs`);
  try {
    const options = bundleOptions({ serviceDir, outdir, entries: { [unique]: source }, target: 'node20', external });
    // Function names show up in messages; the map, inside the file, gives the user's own lines to an error.
    await runBuild({ ...options, keepNames: true, sourcemap: 'inline', sourcesContent: false });
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(file, { force: true });
  }
};
