import { relative } from 'node:path';
import { importModule } from '../../pipeline/importModule.js';
import type { LoadedModules } from '../../pipeline/loadModules.js';
import type { LocatedHandler } from '../../pipeline/locate.js';

/** Sentences on what is named as a serialiser and is none. Those that check their schemas when they are made fail here, not in a function. */
export const serialiserFaults = async (
  loaded: LoadedModules,
  located: readonly LocatedHandler[],
  serviceDir: string,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { name, source } of located) {
    const path = `eventSourcing.events.${name}`;
    const module = await importModule(loaded, source.file, path, serviceDir);
    if (isSerialiser(module[source.exportName])) continue;
    faults.push(
      `${path} must name a serialiser, '${source.exportName}' of ${relative(serviceDir, source.file)} given: it has no name, encode and decode. Make it with avro(...), or as an object with these.`,
    );
  }
  return faults;
};

const isSerialiser = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'encode' in value &&
  typeof value.encode === 'function' &&
  'decode' in value &&
  typeof value.decode === 'function';
