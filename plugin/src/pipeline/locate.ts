import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, relative, resolve as resolvePath } from 'node:path';
import type { Config } from '../config/config.js';
import type { HandlerSource } from '../model/model.js';
import { userFaultOf } from '../userFault.js';
import { nearest } from './spelling.js';

const extensions = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs'];

/** What was looked for, or a sentence that says why it was not found. */
type Located<Found> = { readonly found: Found } | { readonly fault: string };

export type LocatedHandler = { readonly name: string; readonly source: HandlerSource };

export type LocatedConfig = {
  readonly aggregates: readonly LocatedHandler[];
  readonly projections: readonly LocatedHandler[];
  readonly processes: readonly LocatedHandler[];
  readonly intakes: readonly LocatedHandler[];
  /** Those of publishers that have one. */
  readonly publishers: readonly LocatedHandler[];
  /** Producers of Kafka's, by the names of their publishers. */
  readonly producers: readonly LocatedHandler[];
  readonly receivers: readonly string[];
  readonly serialisers: LocatedSerialisers;
};

export type LocatedSerialisers = { readonly serialiser?: LocatedHandler; readonly alsoReads: readonly LocatedHandler[] };

/**
 * Finds the files of all the modules that the configuration names.
 *
 * @throws UserFault that says which are missing, and where they were looked for.
 */
export const locateAll = (config: Config, serviceDir: string): LocatedConfig => {
  const faults: string[] = [];
  const foundOf = <Found>(located: Located<Found>): Found[] => {
    if ('found' in located) return [located.found];
    faults.push(located.fault);
    return [];
  };
  const locatedAs = (name: string, path: string, handler: string): LocatedHandler[] =>
    foundOf(locateHandler(serviceDir, `eventSourcing.${path}`, handler)).map((source) => ({ name, source }));
  const handlers = (key: 'aggregates' | 'projections' | 'processes' | 'intake'): LocatedHandler[] =>
    Object.entries(config[key]).flatMap(([name, { handler }]) => locatedAs(name, `${key}.${name}.handler`, handler));
  const aggregates = handlers('aggregates');
  const projections = handlers('projections');
  const processes = handlers('processes');
  const intakes = handlers('intake');
  const publish = Object.entries(config.publish);
  const publishers = publish.flatMap(([name, publisher]) =>
    'handler' in publisher ? locatedAs(name, `publish.${name}.handler`, publisher.handler) : [],
  );
  const producers = publish.flatMap(([name, { target }]) =>
    'producer' in target ? locatedAs(name, `publish.${name}.kafka.producer`, target.producer) : [],
  );
  const receivers = config.receivers.modules.flatMap((path, index) =>
    foundOf(locateModule(serviceDir, `eventSourcing.receivers[${index}]`, path, path)),
  );
  const serialisers = (key: string, handlers: readonly string[]): LocatedHandler[] =>
    handlers.flatMap((handler, index) => {
      const name = key === 'alsoReads' ? `${key}[${index}]` : key;
      return locatedAs(name, `events.${name}`, handler);
    });
  const [serialiser] = serialisers('serialiser', config.events.serialiser === undefined ? [] : [config.events.serialiser]);
  const alsoReads = serialisers('alsoReads', config.events.alsoReads);
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_MODULE_MISSING', faults);
  return {
    aggregates,
    projections,
    processes,
    intakes,
    publishers,
    producers,
    receivers,
    serialisers: { ...(serialiser && { serialiser }), alsoReads },
  };
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
