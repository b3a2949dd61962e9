import { relative } from 'node:path';
import type { Checked, Kind, Model } from './construct.js';
import { importModule } from './importModule.js';
import type { LoadedModules } from './loadModules.js';
import type { HandlerSource } from './source.js';
import { listed, nearest } from './spelling.js';

/** Reads the definition that a handler names, or a sentence that says why it is none. */
export const readDefinition = async <Wanted extends Kind>(
  loaded: LoadedModules,
  kind: Wanted,
  path: string,
  { file, exportName }: HandlerSource,
  serviceDir: string,
): Promise<Checked<Model<Wanted>>> => {
  const module = await importModule(loaded, file, path, serviceDir);
  const shownFile = relative(serviceDir, file);
  if (!(exportName in module)) {
    return refused(`${path} must name an export of ${shownFile}, '${exportName}' given: ${exportsOf(module, exportName)}`);
  }
  const value = module[exportName];
  const described = describe(loaded, value);
  if ('fault' in described) return refused(`${path} must name a valid ${kind}, '${exportName}' of ${shownFile} given: ${described.fault}`);
  const { model } = described;
  if (isKind(model, kind)) return { value: model };
  const what = model ? `it is the ${model.kind} '${model.name}'` : `it is ${nameOf(value)}`;
  return refused(`${path} must name ${article(kind)}, '${exportName}' of ${shownFile} given: ${what}. Make it with ${maker[kind]}(...).`);
};

const refused = (fault: string) => ({ faults: [fault] });

const maker = {
  aggregate: 'defineAggregate',
  intake: 'defineIntake',
  process: 'defineProcess',
  projection: 'defineProjection',
  publisher: 'definePublisher',
} as const;

const describe = (loaded: LoadedModules, value: unknown): { model: Model<Kind> | undefined } | { fault: string } => {
  try {
    return { model: loaded.describe(value) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
};

const isKind = <Wanted extends Kind>(model: Model<Kind> | undefined, kind: Wanted): model is Model<Wanted> => model?.kind === kind;

const exportsOf = (module: Readonly<Record<string, unknown>>, wanted: string): string => {
  const names = Object.keys(module);
  if (names.length === 0) return 'it exports nothing.';
  const meant = nearest(wanted, names);
  return `it exports ${listed(names)}.${meant ? ` Did you mean '${meant}'?` : ''}`;
};

const article = (kind: Kind): string => (kind === 'aggregate' || kind === 'intake' ? `an ${kind}` : `a ${kind}`);

const nameOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
