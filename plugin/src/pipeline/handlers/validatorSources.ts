import { UserFault, userFaultOf } from '../../userFault.js';
import type { Model } from '../construct.js';
import { readDefinition } from '../definition.js';
import type { Definition } from '../functionPart.js';
import type { LoadedService } from '../loadedService.js';
import { type LoadedModules, loadModules } from '../loadModules.js';

type Described = Model<Definition['kind']>;

/**
 * Loads the definitions as they are now, and compiles their schemas: a module's source by the key of the function that validates with it.
 *
 * @throws UserFault that names each definition that is none, and the schema that cannot be compiled.
 */
export const validatorSources = async (
  { merged, external }: Pick<LoadedService, 'merged' | 'external'>,
  serviceDir: string,
): Promise<ReadonlyMap<string, string>> => {
  const all = [...new Map(merged.flatMap(({ validates }) => validates.map((one) => [one.path, one] as const))).values()];
  const files = all.map(({ source }) => source.file);
  const loaded = await loadModules(serviceDir, files, external);
  const definitions = await readAll(loaded, all, serviceDir);
  return new Map(
    merged.map(({ key, validates }) => {
      const validated = validates.flatMap(({ path }) => definitions.get(path) ?? []);
      return [key, compile(loaded, key, validated)];
    }),
  );
};

const readAll = async (loaded: LoadedModules, all: readonly Definition[], serviceDir: string): Promise<ReadonlyMap<string, Described>> => {
  const definitions = new Map<string, Described>();
  const faults: string[] = [];
  for (const { kind, path, source } of all) {
    const read = await readDefinition<Definition['kind']>(loaded, kind, path, source, serviceDir);
    if ('faults' in read) faults.push(...read.faults);
    else definitions.set(path, read.value);
  }
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_DEFINITION_INVALID', faults);
  return definitions;
};

const compile = (loaded: LoadedModules, key: string, definitions: readonly Described[]): string => {
  try {
    return loaded.compileValidators(definitions);
  } catch (cause) {
    const message = `The validators of ${key} could not be compiled: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new UserFault({ code: 'EVENT_SOURCING_SCHEMA_INVALID', message, cause });
  }
};
