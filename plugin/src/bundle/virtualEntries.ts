import { isAbsolute } from 'node:path';
import type { Plugin } from 'esbuild';

const namespace = 'event-sourcing';

/** Entry points that exist in memory only; what they import by name is resolved from the service's folder. */
export const virtualEntries = (serviceDir: string, entries: Readonly<Record<string, string>>): Plugin => ({
  name: 'event-sourcing-entries',
  setup(build) {
    build.onResolve({ filter: /^event-sourcing:/ }, ({ path }) => ({ path: path.slice(namespace.length + 1), namespace }));
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: entries[path] ?? '', resolveDir: serviceDir, loader: 'js' }));
    // A receivers module is imported for what it does: `"sideEffects": false` in the user's package.json must not drop it.
    build.onResolve({ filter: /.*/, namespace }, ({ path }) => (isAbsolute(path) ? { path, sideEffects: true } : null));
  },
});
