import type { AggregateEntry, ServiceModel } from '../model/model.js';
import { type GeneratedFunction, generatedFunctions } from '../template/generatedFunctions.js';
import { type DefinitionImports, definitionImports } from './definitionImports.js';
import { formatImports, formatSource } from './formatSource.js';
import { validatorsPath } from './validatorModules.js';
import { validatedBy } from './validatorSources.js';

/** Source of each generated function, by its key. */
export const entrySources = (model: ServiceModel): Record<string, string> =>
  Object.fromEntries(generatedFunctions(model).map((generated) => [generated.key, entrySource(model, generated)]));

/** A source that imports the user's definitions, and hands them to the runtime's handler. */
const entrySource = (model: ServiceModel, generated: GeneratedFunction): string => {
  const imports = definitionImports();
  const { factory, options, parts = [] } = call(generated, imports);
  const format = formatSource(model.events, imports);
  const validates = validatedBy(generated).length > 0;
  return [
    ...(sendsSignals(generated) ? model.receivers.files.map((file) => `import ${JSON.stringify(file)};`) : []),
    ...formatImports(model.events),
    ...imports.lines,
    ...(validates ? [`import { validators } from ${JSON.stringify(validatorsPath(generated.key))};`] : []),
    `import { ${[...(validates ? ['compiledValidators'] : []), factory, ...parts].join(', ')} } from 'serverless-event-sourcing-runtime/lambda';`,
    `export const handler = ${factory}({ ${[options, ...(format ? [`format: ${format}`] : [])].join(', ')} });`,
  ].join('\n');
};

/** A part of the runtime that only some functions are passed, so that the others bundle nothing of it. */
type Part = { readonly name: string; readonly option: string };

/** `parts`: names of those that the options have in them. */
type Call = { readonly factory: string; readonly options: string; readonly parts?: readonly string[] };

const call = (generated: GeneratedFunction, { imported, list }: DefinitionImports): Call => {
  switch (generated.kind) {
    case 'commands': {
      const aggregate = imported(generated.aggregate);
      const parts = partsOf(generated.aggregate);
      return {
        factory: 'commandHandler',
        options: [`aggregate: ${aggregate}`, validateOption(`[${aggregate}]`), ...parts.map(({ option }) => option)].join(', '),
        parts: parts.map(({ name }) => name),
      };
    }
    case 'queries': {
      const aggregates = generated.aggregates.map((entry) => {
        const options = [
          `aggregate: ${imported(entry)}`,
          `events: ${showsEvents(entry.http)}`,
          ...snapshotParts(entry).map(({ option }) => option),
        ];
        return `{ ${options.join(', ')} }`;
      });
      return {
        factory: 'queryHandler',
        options: `aggregates: [${aggregates.join(', ')}], projections: ${list(generated.projections)}`,
        parts: [...new Set(generated.aggregates.flatMap(snapshotParts).map(({ name }) => name))],
      };
    }
    case 'projections': {
      const projections = list(generated.projections);
      return { factory: 'projectionHandler', options: `projections: ${projections}, ${validateOption(projections)}` };
    }
    case 'reactions':
      return {
        factory: 'reactionHandler',
        options: `consumers: [receivers({ aggregates: ${list(generated.receivedFrom)} })]`,
        parts: ['receivers'],
      };
  }
};

const validateOption = (definitions: string): string => `validate: compiledValidators(${definitions}, validators)`;

const partsOf = (entry: AggregateEntry): Part[] => [
  ...snapshotParts(entry),
  ...(entry.model.guards ? [{ name: 'guards', option: 'guards' }] : []),
];

const snapshotParts = ({ snapshot }: AggregateEntry): Part[] =>
  snapshot === false ? [] : [{ name: 'snapshots', option: `snapshots: snapshots({ every: ${snapshot.every} })` }];

const showsEvents = (http: false | { readonly events: boolean }): boolean => http !== false && http.events;

const sendsSignals = ({ kind }: GeneratedFunction): boolean => kind === 'commands' || kind === 'reactions';
