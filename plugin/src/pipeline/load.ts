import { relative } from 'node:path';
import { userFaultOf } from '../userFault.js';
import type { Construct, Modules, Part } from './construct.js';
import { readDefinition } from './definition.js';
import type { Facts } from './facts.js';
import { importModule } from './importModule.js';
import { loadModules } from './loadModules.js';
import { locateModules } from './locate.js';
import type { Resolved } from './resolve.js';

/** A construct, with what the user's modules define. */
export type LoadedPart = { readonly construct: Construct; readonly part: Part };

export type LoadSettings = { readonly serviceDir: string; readonly external: readonly string[]; readonly deployment: Facts['deployment'] };

/**
 * Loads the user's modules, once, and has each construct read what they define. Modules that are imported for what they do come first, and
 * so do their constructs: others may be handed what these listen to.
 *
 * @throws UserFault that names every fault found: missing files and exports, exports of another kind.
 */
export const load = async (resolved: readonly Resolved[], settings: LoadSettings): Promise<readonly LoadedPart[]> => {
  const modules = await modulesOf(resolved, settings);
  const loaded: LoadedPart[] = [];
  const faults: string[] = [];
  for (const { construct, configured } of [...resolved.filter(importsModules), ...resolved.filter((one) => !importsModules(one))]) {
    const checked = await configured.load(modules);
    if ('faults' in checked) faults.push(...checked.faults);
    else loaded.push({ construct, part: checked.value });
  }
  refuse(faults);
  return loaded;
};

/** @throws UserFault where there are any */
export const refuse = (faults: readonly string[]): void => {
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_DEFINITION_INVALID', faults);
};

const importsModules = ({ configured }: Resolved): boolean => configured.modules?.some((ref) => 'module' in ref) ?? false;

const modulesOf = async (resolved: readonly Resolved[], settings: LoadSettings): Promise<Modules> => {
  const { serviceDir, external, deployment } = settings;
  const refs = resolved.flatMap(({ configured }) => configured.modules ?? []);
  const { exported, imported } = locateModules(refs, serviceDir);
  const files = [...[...exported.values()].map(({ file }) => file), ...imported.values()];
  const loaded = await loadModules(serviceDir, files, external);
  for (const [path, file] of imported) await importModule(loaded, file, path, serviceDir);
  const found = <Found>(all: ReadonlyMap<string, Found>, path: string): Found => {
    const one = all.get(path);
    if (one === undefined) throw new TypeError(`${path} is none of the modules that its construct names.`);
    return one;
  };
  const source = (path: string) => found(exported, path);
  return {
    source,
    define: (kind, path) => readDefinition(loaded, kind, path, source(path), serviceDir),
    async exported(path) {
      const { file, exportName } = source(path);
      const module = await importModule(loaded, file, path, serviceDir);
      return { value: module[exportName], exportName, file: relative(serviceDir, file) };
    },
    file: (path) => found(imported, path),
    signals: loaded.describeReceivers().signals,
    deployment,
  };
};
