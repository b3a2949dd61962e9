import { isolatedQueueVariable } from '../../cloudformation/naming.js';
import { sendsCommands } from '../../constructs/commandQueue/commandQueue.js';
import { formatImports, formatSource, hasFormat } from '../../constructs/events/format.js';
import { hasQueue } from '../../constructs/intake/intakeQueues.js';
import { setsDeadlines } from '../../constructs/processes/deadlines.js';
import { publisherImports, publishersSource } from '../../constructs/publish/publisherSources.js';
import type { AggregateEntry, ProjectionEntry, ServiceModel } from '../../model/model.js';
import { consumerNames } from '../../template/consumers.js';
import {
  followedBy,
  type GeneratedFunction,
  generatedFunctions,
  type IntakeFunction,
  type ReactionsFunction,
} from '../../template/generatedFunctions.js';
import { type DefinitionImports, definitionImports } from './definitionImports.js';
import { validatorsPath } from './validatorModules.js';
import { validatedBy } from './validatorSources.js';

/** Source of each generated function, by its key. */
export const entrySources = (model: ServiceModel): Record<string, string> =>
  Object.fromEntries(generatedFunctions(model).map((generated) => [generated.key, entrySource(model, generated)]));

/** A source that imports the user's definitions, and hands them to the runtime's handler. */
const entrySource = (model: ServiceModel, generated: GeneratedFunction): string => {
  const imports = definitionImports();
  const format = formatSource(model.events, imports);
  const { factory, options, parts = [], sqs, scheduler, more = [] } = call(model, generated, imports);
  const validated = validatedBy(generated);
  const metrics = measures(generated) && metricsSource(model);
  const fromLambda = [...(validated.length > 0 ? ['compiledValidators'] : []), factory, ...parts];
  const allOptions = [...options, ...(format ? ['format'] : []), ...(metrics ? ['metrics'] : [])];
  return [
    ...(sendsSignals(generated) ? model.receivers.files.map((file) => `import ${JSON.stringify(file)};`) : []),
    ...formatImports(model.events),
    ...imports.lines,
    ...(validated.length > 0 ? [`import { validators } from ${JSON.stringify(validatorsPath(generated.key))};`] : []),
    `import { ${fromLambda.join(', ')} } from 'serverless-event-sourcing-runtime/lambda';`,
    // A client of AWS' is in no bundle that does without.
    ...(sqs ? [`import { ${sqs} } from 'serverless-event-sourcing-runtime/sqs';`] : []),
    ...(scheduler ? [`import { ${scheduler} } from 'serverless-event-sourcing-runtime/scheduler';`] : []),
    ...(metrics ? ["import { embeddedMetrics } from 'serverless-event-sourcing-runtime/powertools';", `const metrics = ${metrics};`] : []),
    ...more,
    ...(format ? [`const format = ${format};`] : []),
    ...(validated.length > 0 ? [`const validate = compiledValidators(${imports.list(validated)}, validators);`] : []),
    `export const handler = ${factory}({ ${allOptions.join(', ')} });`,
  ].join('\n');
};

/** A part of the runtime that only some functions are passed, so that the others bundle nothing of it. */
type Part = { readonly name: string; readonly option: string };

/** A call of one of the runtime's factories. */
type Call = {
  readonly factory: string;
  readonly options: readonly string[];
  /** Names of those that the options have in them. */
  readonly parts?: readonly string[];
  /** What they have of these entries. */
  readonly sqs?: string;
  readonly scheduler?: string;
  /** Imports of others. */
  readonly more?: readonly string[];
};

const call = (model: ServiceModel, generated: GeneratedFunction, { imported, list }: DefinitionImports): Call => {
  switch (generated.kind) {
    case 'commands': {
      const aggregate = `aggregate: ${imported(generated.aggregate)}`;
      const parts = [
        ...partsOf(generated.aggregate),
        ...inlineParts(generated, list),
        ...(sendsCommands(model, generated) ? [asynchronousPart(aggregate)] : []),
      ];
      return {
        factory: 'commandHandler',
        options: [aggregate, 'validate', ...parts.map(({ option }) => option)],
        parts: parts.map(({ name }) => name),
        ...(sendsCommands(model, generated) && { sqs: 'createCommandQueue' }),
      };
    }
    case 'commandQueue': {
      const { aggregates, queue } = generated;
      const { maxReceiveCount } = queue;
      return {
        factory: 'commandQueueHandler',
        options: [
          `aggregates: ${executed(aggregates, imported)}`,
          'validate',
          ...inlineParts(generated, list).map(({ option }) => option),
          `maxReceiveCount: ${maxReceiveCount}`,
          'postpone: postponeThrough()',
        ],
        parts: namesOf([...aggregates.flatMap(snapshotParts), ...inlineParts(generated, list)]),
        sqs: 'postponeThrough',
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
        options: [`aggregates: [${aggregates.join(', ')}]`, `projections: ${list(generated.projections)}`],
        parts: namesOf(generated.aggregates.flatMap(snapshotParts)),
      };
    }
    case 'projections':
      return {
        factory: 'projectionHandler',
        options: [`projections: ${list(generated.projections)}`, 'validate', ...queuedOptions(generated)],
        ...(generated.queued && { sqs: 'postponeThrough' }),
      };
    case 'reactions':
      return reactionsCall(model, generated, { imported, list });
    case 'deadlines':
      return { factory: 'deadlineHandler', options: [`processes: ${list(generated.processes)}`] };
    case 'intake':
      return intakeCall(generated, imported);
  }
};

/** Each way in is a part. */
const intakeCall = ({ intake }: IntakeFunction, imported: Imports['imported']): Call => {
  const { http, sqs, kafka } = intake;
  const ways: Part[] = [
    ...(http === false ? [] : [{ name: 'byHttp', option: 'byHttp()' }]),
    ...(sqs || hasQueue(intake) ? [{ name: 'bySqs', option: 'bySqs()' }] : []),
    ...(kafka ? [{ name: 'byKafka', option: 'byKafka(deadLetters())' }] : []),
  ];
  return {
    factory: 'intakeHandler',
    options: [`intake: ${imported(intake)}`, 'validate', `ways: [${ways.map(({ option }) => option).join(', ')}]`],
    parts: namesOf(ways),
    ...(kafka && { sqs: 'deadLetters' }),
  };
};

/** Each kind of consumer is a part: a function bundles those that its service has. */
const reactionsCall = (model: ServiceModel, generated: ReactionsFunction, imports: Imports): Call => {
  const { sources, receivedFrom, processes, publishers, targets } = generated;
  const sets = setsDeadlines(generated);
  const consumers = [
    ...(receivedFrom.length > 0 ? [`receivers({ aggregates: ${imports.list(receivedFrom)} })`] : []),
    ...(publishers.length > 0 ? [`...${publishersSource(publishers, sources, imports)}`] : []),
    ...(processes.length > 0 ? [`...processes({ ${processesOptions(model, generated, imports, sets).join(', ')} })`] : []),
  ];
  return {
    factory: 'reactionHandler',
    options: [`consumers: [${consumers.join(', ')}]`, ...forwardsOptions(generated), ...queuedOptions(generated)],
    parts: [
      ...(receivedFrom.length > 0 ? ['receivers'] : []),
      ...(processes.length > 0 ? ['processes'] : []),
      ...(publishers.length > 0 ? ['publishers'] : []),
      ...namesOf([...targets.flatMap(snapshotParts), ...inlineParts(generated, imports.list)]),
    ],
    ...(generated.queued && { sqs: 'postponeThrough' }),
    ...(generated.forwards.length > 0 && { sqs: 'announceThrough' }),
    ...(sets && { scheduler: 'eventBridgeScheduler' }),
    more: publisherImports(publishers),
  };
};

/** A function behind a queue of its own says when what failed comes again, and keeps where its sweep stands under its own name. */
const queuedOptions = ({ key, queued }: { readonly key: string; readonly queued: boolean }): string[] =>
  queued ? [`name: ${JSON.stringify(key)}`, `postpone: postponeThrough({ queueUrl: process.env.${isolatedQueueVariable(key)} })`] : [];

/** What other functions are told of, through their queues. */
const forwardsOptions = ({ forwards }: ReactionsFunction): string[] => {
  const told = forwards.map((generated) => {
    const consumer = JSON.stringify(consumerNames(generated)[0]);
    const aggregates = JSON.stringify(followedBy(generated).map(({ name }) => name));
    return `{ consumer: ${consumer}, aggregates: ${aggregates}, announce: announceThrough({ queueUrl: process.env.${isolatedQueueVariable(generated.key)} }) }`;
  });
  return told.length === 0 ? [] : [`forwards: [${told.join(', ')}]`];
};

type Imports = Pick<DefinitionImports, 'imported' | 'list'>;

const processesOptions = (
  { events, metrics }: ServiceModel,
  { processes, targets, inline }: ReactionsFunction,
  { imported, list }: Imports,
  sets: boolean,
) => [
  `processes: ${list(processes)}`,
  `aggregates: ${executed(targets, imported)}`,
  'validate',
  ...inlineParts({ inline }, list).map(({ option }) => option),
  ...(sets ? ['scheduler: eventBridgeScheduler()'] : []),
  ...(hasFormat(events) ? ['format'] : []),
  ...(metrics ? ['metrics'] : []),
];

/** Source of a list of aggregates whose commands are executed. */
const executed = (aggregates: readonly AggregateEntry[], imported: Imports['imported']): string => {
  const listed = aggregates.map((entry) => {
    const options = [`aggregate: ${imported(entry)}`, ...snapshotParts(entry).map(({ option }) => option)];
    return `{ ${options.join(', ')} }`;
  });
  return `[${listed.join(', ')}]`;
};

const asynchronousPart = (aggregate: string): Part => ({
  name: 'asynchronousCommands',
  option: `asynchronous: asynchronousCommands({ ${aggregate}, validate, queue: createCommandQueue() })`,
});

/** Rows that are written with commits. */
const inlineParts = ({ inline }: { readonly inline: readonly ProjectionEntry[] }, list: Imports['list']): Part[] =>
  inline.length === 0 ? [] : [{ name: 'inline', option: `inline: inline({ projections: ${list(inline)}, validate })` }];

const namesOf = (parts: readonly Part[]): string[] => [...new Set(parts.map(({ name }) => name))];

const partsOf = (entry: AggregateEntry): Part[] => [
  ...snapshotParts(entry),
  ...(entry.model.guards ? [{ name: 'guards', option: 'guards' }] : []),
];

const snapshotParts = ({ snapshot }: AggregateEntry): Part[] =>
  snapshot === false ? [] : [{ name: 'snapshots', option: `snapshots: snapshots({ every: ${snapshot.every} })` }];

const showsEvents = (http: false | { readonly events: boolean }): boolean => http !== false && http.events;

/** Source of what a function measures with. The stage is part of its name, since CloudWatch has one for all stages of an account. */
const metricsSource = ({ metrics, service, stage }: ServiceModel): string | undefined =>
  metrics ? `embeddedMetrics(${JSON.stringify({ namespace: metrics.namespace, service: `${service}-${stage}` })})` : undefined;

/** Lambda measures the others well enough. */
const measures = ({ kind }: GeneratedFunction): boolean => !['queries', 'deadlines', 'intake'].includes(kind);

/** Whether a function runs the user's receivers: it executes commands, or has those that are told of commits. */
const sendsSignals = (generated: GeneratedFunction): boolean => {
  if (generated.kind === 'reactions') return generated.receivedFrom.length + generated.targets.length > 0;
  return generated.kind === 'commands' || generated.kind === 'commandQueue';
};
