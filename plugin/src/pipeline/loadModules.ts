import type { ReceiversModel } from 'serverless-event-sourcing-runtime/model';
import { importEntry } from '../bundle/importEntry.js';
import type { Kind, Model } from './construct.js';
import type { Definition } from './functionPart.js';

/** What the generated entry exports: the user's modules, each loaded on demand, and the runtime's readers of definitions. */
export type LoadedModules = {
  readonly modules: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  /** Undefined for a value that is no definition; throws for one that is invalid. */
  readonly describe: (value: unknown) => Model<Kind> | undefined;
  readonly describeReceivers: () => ReceiversModel;
  /** Source of an ES module that exports the `validators` of some definitions; throws for a schema that cannot be compiled. */
  readonly compileValidators: (definitions: readonly Model<Definition['kind']>[]) => string;
};

/**
 * Bundles the user's modules with the runtime's readers and imports the bundle.
 *
 * @throws UserFault when esbuild cannot bundle them.
 */
export const loadModules = async (serviceDir: string, files: readonly string[], external: readonly string[]): Promise<LoadedModules> =>
  (await importEntry({ serviceDir, name: 'model', source: entrySource(files), external })) as LoadedModules;

// `import()` inside one bundle loads a module when it is called: a module that throws is known by its name.
const entrySource = (files: readonly string[]): string =>
  [
    "export { compileValidators, describe, describeReceivers } from 'serverless-event-sourcing-runtime/model';",
    'export const modules = {',
    ...[...new Set(files)].map((file) => `  ${JSON.stringify(file)}: () => import(${JSON.stringify(file)}),`),
    '};',
  ].join('\n');
