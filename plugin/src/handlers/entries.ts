import type { AggregateEntry, HandlerSource, ServiceModel } from '../model/model.js';
import { type GeneratedFunction, generatedFunctions } from '../template/generatedFunctions.js';
import { formatImports, formatOption } from './formatOption.js';
import { validatorsPath } from './validatorModules.js';
import { validatedBy } from './validatorSources.js';

/** Source of each generated function, by its key. */
export const entrySources = (model: ServiceModel): Record<string, string> =>
  Object.fromEntries(generatedFunctions(model).map((generated) => [generated.key, entrySource(model, generated)]));

/** A source that imports the user's definitions, and hands them to the runtime's handler. */
const entrySource = (model: ServiceModel, generated: GeneratedFunction): string => {
  const imports: string[] = [];
  const imported = ({ source }: { readonly source: HandlerSource }): string => {
    const local = `definition${imports.length}`;
    imports.push(`import { ${source.exportName} as ${local} } from ${JSON.stringify(source.file)};`);
    return local;
  };
  const list = (entries: readonly { readonly source: HandlerSource }[]): string => `[${entries.map(imported).join(', ')}]`;

  const { factory, options } = call(generated, imported, list);
  const format = formatOption(model.events, imported);
  const validates = validatedBy(generated).length > 0;
  return [
    ...(sendsSignals(generated) ? model.receivers.files.map((file) => `import ${JSON.stringify(file)};`) : []),
    ...formatImports(model.events),
    ...imports,
    ...(validates ? [`import { validators } from ${JSON.stringify(validatorsPath(generated.key))};`] : []),
    `import { ${validates ? 'compiledValidators, ' : ''}${factory} } from 'serverless-event-sourcing-runtime/lambda';`,
    `export const handler = ${factory}({ ${[options, ...(format ? [format] : [])].join(', ')} });`,
  ].join('\n');
};

type Imported = (entry: { readonly source: HandlerSource }) => string;
type ImportedList = (entries: readonly { readonly source: HandlerSource }[]) => string;

const call = (generated: GeneratedFunction, imported: Imported, list: ImportedList): { factory: string; options: string } => {
  switch (generated.kind) {
    case 'commands': {
      const aggregate = imported(generated.aggregate);
      return {
        factory: 'commandHandler',
        options: `aggregate: ${aggregate}, ${validateOption(`[${aggregate}]`)}${snapshotOption(generated.aggregate)}`,
      };
    }
    case 'queries': {
      const aggregates = generated.aggregates.map((entry) => `{ aggregate: ${imported(entry)}, events: ${showsEvents(entry.http)} }`);
      return {
        factory: 'queryHandler',
        options: `aggregates: [${aggregates.join(', ')}], projections: ${list(generated.projections)}`,
      };
    }
    case 'projections': {
      const projections = list(generated.projections);
      return { factory: 'projectionHandler', options: `projections: ${projections}, ${validateOption(projections)}` };
    }
    case 'receivers':
      return { factory: 'receiverHandler', options: `aggregates: ${list(generated.aggregates)}` };
  }
};

const validateOption = (definitions: string): string => `validate: compiledValidators(${definitions}, validators)`;

const snapshotOption = ({ snapshot }: AggregateEntry): string => (snapshot === false ? '' : `, snapshotEvery: ${snapshot.every}`);

const showsEvents = (http: false | { readonly events: boolean }): boolean => http !== false && http.events;

const sendsSignals = ({ kind }: GeneratedFunction): boolean => kind === 'commands' || kind === 'receivers';
