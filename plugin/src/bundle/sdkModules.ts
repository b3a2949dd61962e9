import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Bundles the AWS SDK from its ES modules. For Node esbuild takes a package's CommonJS, of which it can leave nothing out; other packages
 * stay with that, since not everybody's `module` entry is meant for Node.
 */
export const sdkModules: Plugin = {
  name: 'event-sourcing-sdk',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@(aws-sdk|smithy)\/[^/]+$/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === asBefore) return undefined;
      const found = await resolve(path, { ...from, pluginData: asBefore });
      const folder = found.errors.length > 0 || found.external ? undefined : packageFolder(found.path, path);
      const entry = folder && (await moduleEntry(folder));
      return entry ? { ...found, path: entry } : found;
    });
  },
};

/** Marks what is resolved as it would be without this plugin. */
const asBefore = Symbol('as before');

const packageFolder = (file: string, name: string): string | undefined => {
  const folder = join('node_modules', name) + sep;
  const at = file.lastIndexOf(folder);
  return at < 0 ? undefined : file.slice(0, at + folder.length);
};

/** The `module` entry of a package without `exports`, which would say for themselves what is meant for whom. */
const moduleEntry = async (folder: string): Promise<string | undefined> => {
  const manifest: { module?: string; exports?: unknown } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return manifest.exports === undefined && manifest.module !== undefined ? join(folder, manifest.module) : undefined;
};
