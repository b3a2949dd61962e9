import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AggregateModel, ProjectionModel, ReceiversModel } from 'serverless-event-sourcing-runtime/model';
import { bundleOptions, runBuild } from '../bundle/bundle.js';
import { generatedFolder, prepareFolder } from '../bundle/generatedFolder.js';

/** What the generated entry exports: the user's modules, each loaded on demand, and the runtime's readers of definitions. */
export type LoadedModules = {
  readonly modules: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  /** Undefined for a value that is no definition; throws for one that is invalid. */
  readonly describe: (value: unknown) => AggregateModel | ProjectionModel | undefined;
  readonly describeReceivers: () => ReceiversModel;
  /** Source of an ES module that exports the `validators` of some definitions; throws for a schema that cannot be compiled. */
  readonly compileValidators: (definitions: readonly (AggregateModel | ProjectionModel)[]) => string;
};

/**
 * Bundles the user's modules with the runtime's readers and imports the bundle: whatever language they are in, and with one copy of
 * the runtime, fresh with each call. The file goes at once; Node has it in memory.
 *
 * @throws UserFault when esbuild cannot bundle them.
 */
export const loadModules = async (serviceDir: string, files: readonly string[], external: readonly string[]): Promise<LoadedModules> => {
  const outdir = generatedFolder(serviceDir);
  await prepareFolder(outdir);
  const name = `model-${randomUUID()}`;
  const file = join(outdir, `${name}.mjs`);
  try {
    const options = bundleOptions({ serviceDir, outdir, entries: { [name]: entrySource(files) }, target: 'node20', external });
    // Function names show up in messages; the map, inside the file, gives the user's own lines to an error.
    await runBuild({ ...options, keepNames: true, sourcemap: 'inline', sourcesContent: false });
    return (await import(pathToFileURL(file).href)) as LoadedModules;
  } finally {
    await rm(file, { force: true });
  }
};

// `import()` inside one bundle loads a module when it is called: a module that throws is known by its name.
const entrySource = (files: readonly string[]): string =>
  [
    "export { compileValidators, describe, describeReceivers } from 'serverless-event-sourcing-runtime/model';",
    'export const modules = {',
    ...[...new Set(files)].map((file) => `  ${JSON.stringify(file)}: () => import(${JSON.stringify(file)}),`),
    '};',
  ].join('\n');
