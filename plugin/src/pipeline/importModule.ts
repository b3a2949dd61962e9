import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserFault } from '../userFault.js';
import type { LoadedModules } from './loadModules.js';

/**
 * Runs one of the user's modules.
 *
 * @throws UserFault with the module's own error and the line of the user's code that threw it.
 */
export const importModule = async (loaded: LoadedModules, file: string, path: string, serviceDir: string) => {
  const mapped = process.sourceMapsEnabled;
  process.setSourceMapsEnabled(true);
  try {
    return (await loaded.modules[file]?.()) ?? {};
  } catch (error) {
    const where = placeOf(error, serviceDir);
    const message = `${path} must name a module that loads: ${relative(serviceDir, file)} threw '${String(error)}'${where ? ` at ${where}` : ''}.`;
    throw new UserFault({ code: 'EVENT_SOURCING_MODULE_THREW', message, cause: error });
  } finally {
    process.setSourceMapsEnabled(mapped);
  }
};

/** The first line of the stack that is the user's. */
const placeOf = (error: unknown, serviceDir: string): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const places = (error.stack ?? '').split('\n').flatMap((line) => /((?:file:\/\/)?\/[^()]*:\d+:\d+)\)?$/.exec(line)?.slice(1, 2) ?? []);
  const files = places.map((place) => (place.startsWith('file:') ? fileURLToPath(place) : place));
  const own = files.find((place) => place.startsWith(`${serviceDir}${sep}`) && !place.includes('node_modules') && !place.includes('.mjs:'));
  return own && relative(serviceDir, own);
};
