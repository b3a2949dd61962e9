import type { AggregateEntry, IntakeEntry, ProjectionEntry, ServiceModel } from '../../model/model.js';
import { type GeneratedFunction, generatedFunctions } from '../../template/generatedFunctions.js';
import { UserFault, userFaultOf } from '../../userFault.js';
import { readDefinition } from '../definition.js';
import { type LoadedModules, loadModules } from '../loadModules.js';

type Entry = AggregateEntry | IntakeEntry | ProjectionEntry;

/** What a function validates values of: commands have payloads and events, projections rows, which may go with commits; processes send commands, intakes take events. */
export const validatedBy = (generated: GeneratedFunction): readonly Entry[] => {
  switch (generated.kind) {
    case 'commands':
      return [generated.aggregate, ...generated.inline];
    case 'commandQueue':
      return [...generated.aggregates, ...generated.inline];
    case 'projections':
      return generated.projections;
    case 'reactions':
      return [...generated.targets, ...generated.inline];
    case 'intake':
      return [generated.intake];
    case 'queries':
    case 'deadlines':
      return [];
  }
};

/**
 * Loads the definitions as they are now, and compiles their schemas: a module's source by the key of the function that validates with it.
 *
 * @throws UserFault that names each definition that is none, and the schema that cannot be compiled.
 */
export const validatorSources = async (model: ServiceModel, serviceDir: string): Promise<ReadonlyMap<string, string>> => {
  const entries = [...model.aggregates, ...model.projections, ...model.intakes];
  const files = entries.map(({ source }) => source.file);
  const loaded = await loadModules(serviceDir, files, model.bundle.external);
  const definitions = await readAll(loaded, entries, serviceDir);
  return new Map(
    generatedFunctions(model).map((generated) => {
      const validated = validatedBy(generated).flatMap((entry) => definitions.get(entry) ?? []);
      return [generated.key, compile(loaded, generated.key, validated)];
    }),
  );
};

type Definition = Entry['model'];

const readAll = async (loaded: LoadedModules, entries: readonly Entry[], serviceDir: string): Promise<ReadonlyMap<Entry, Definition>> => {
  const definitions = new Map<Entry, Definition>();
  const faults: string[] = [];
  for (const entry of entries) {
    const { kind } = entry.model;
    const path = `eventSourcing.${kind === 'intake' ? kind : `${kind}s`}.${entry.name}.handler`;
    const read = await readDefinition<Definition['kind']>(loaded, kind, path, entry.source, serviceDir);
    if ('fault' in read) faults.push(read.fault);
    else definitions.set(entry, read.model);
  }
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_DEFINITION_INVALID', faults);
  return definitions;
};

const compile = (loaded: LoadedModules, key: string, definitions: readonly Definition[]): string => {
  try {
    return loaded.compileValidators(definitions);
  } catch (cause) {
    const message = `The validators of ${key} could not be compiled: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new UserFault({ code: 'EVENT_SOURCING_SCHEMA_INVALID', message, cause });
  }
};
