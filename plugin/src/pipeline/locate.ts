import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve as resolvePath } from 'node:path';
import { userFaultOf } from '../userFault.js';
import type { ModuleRef } from './construct.js';
import type { HandlerSource } from './source.js';
import { nearest } from './spelling.js';

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs'];

/** What was looked for, or a sentence that says why it was not found. */
type Located<Found> = { readonly found: Found } | { readonly fault: string };

/** What the block's paths were found to mean: exports of modules, and modules that are imported for what they do. */
export type LocatedModules = {
  readonly exported: ReadonlyMap<string, HandlerSource>;
  readonly imported: ReadonlyMap<string, string>;
};

/**
 * Finds the files of all the modules that the configuration names.
 *
 * @throws UserFault that says which are missing, and where they were looked for.
 */
export const locateModules = (refs: readonly ModuleRef[], serviceDir: string): LocatedModules => {
  const exported = new Map<string, HandlerSource>();
  const imported = new Map<string, string>();
  const faults: string[] = [];
  const note = <Found>(into: Map<string, Found>, path: string, located: Located<Found>): void => {
    if ('found' in located) into.set(path, located.found);
    else faults.push(located.fault);
  };
  for (const ref of refs) {
    if ('handler' in ref) note(exported, ref.path, locateHandler(serviceDir, ref.path, ref.handler));
    else note(imported, ref.path, locateModule(serviceDir, ref.path, ref.module, ref.module));
  }
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_MODULE_MISSING', faults);
  return { exported, imported };
};

/** Finds the file of `src/item.Item`: a module's path without extension, and after the last dot the name of an export. */
const locateHandler = (serviceDir: string, path: string, handler: string): Located<HandlerSource> => {
  const dot = handler.lastIndexOf('.');
  const located = locateModule(serviceDir, path, handler.slice(0, dot), handler);
  if ('fault' in located) return located;
  return { found: { file: located.found, exportName: handler.slice(dot + 1) } };
};

/** Finds the file of a module's path without extension. */
const locateModule = (serviceDir: string, path: string, modulePath: string, given: string): Located<string> => {
  const base = resolvePath(serviceDir, modulePath);
  const file = extensions.map((extension) => `${base}${extension}`).find((candidate) => existsSync(candidate));
  if (file) return { found: file };
  const looked = extensions.map((extension) => `${modulePath}${extension}`).join(', ');
  const meant = neighbour(serviceDir, base);
  const hint = meant ? ` Did you mean '${meant}'?` : '';
  return { fault: `${path} must name a module, '${given}' given: there is none of ${looked} in the service's folder.${hint}` };
};

/** A module beside the missing one, with a name like it. */
const neighbour = (serviceDir: string, base: string): string | undefined => {
  const folder = dirname(base);
  if (!existsSync(folder)) return undefined;
  const modules = readdirSync(folder)
    .filter((name) => extensions.some((extension) => name.endsWith(extension)))
    .map((name) => name.slice(0, name.lastIndexOf('.')));
  const wanted = basename(base);
  const meant = modules.find((name) => wanted === `${name}.ts` || wanted === name) ?? nearest(wanted, modules);
  return meant && relative(serviceDir, resolvePath(folder, meant));
};
