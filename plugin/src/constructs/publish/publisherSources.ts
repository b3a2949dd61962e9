import type { PublisherEntry, SourceEntry, TargetEntry } from '../../model/model.js';
import type { DefinitionImports } from '../../pipeline/handlers/definitionImports.js';

/** Each kind of target is an entry of the runtime, which brings its client: a function bundles those that its publishers send to. */
const factories = {
  eventBridge: { entry: 'eventbridge', factory: 'eventBridgeTarget', address: 'bus' },
  sns: { entry: 'sns', factory: 'snsTarget', address: 'topicArn' },
  sqs: { entry: 'sqs', factory: 'sqsTarget', address: 'queueUrl' },
  firehose: { entry: 'firehose', factory: 'firehoseTarget', address: 'deliveryStream' },
} as const;

type Imports = Pick<DefinitionImports, 'imported' | 'list'>;

/** Imports of what publishers need of the runtime, each once. */
export const publisherImports = (publishers: readonly PublisherEntry[]): string[] => {
  const names = publishers.flatMap(({ target, ...publisher }) => [
    ...('words' in publisher ? [['', 'publishEvents'] as const] : []),
    ...namesOf(target),
  ]);
  const lines = names.map(([entry, name]) => `import { ${name} } from 'serverless-event-sourcing-runtime${entry}';`);
  return [...new Set(lines)];
};

const namesOf = (target: TargetEntry): (readonly [entry: string, name: string])[] => {
  if (target.kind !== 'kafka') return [[`/${factories[target.kind].entry}`, factories[target.kind].factory]];
  return [['/kafka', 'kafkaTarget'], ...('brokers' in target ? [['/kafkajs', 'kafkaProducer'] as const] : [])];
};

/** Source of the publishers' consumers. `sources`: those that feed at least one of them. */
export const publishersSource = (publishers: readonly PublisherEntry[], sources: readonly SourceEntry[], imports: Imports): string => {
  const parts = publishers.map((publisher) => {
    const { source, since, target } = publisher;
    const options = [
      `publisher: ${definitionOf(publisher, sources, imports)}`,
      `target: ${targetSource(target, imports)}`,
      `source: ${JSON.stringify(source)}`,
      ...(since === undefined ? [] : [`since: ${JSON.stringify(since)}`]),
    ];
    return `{ ${options.join(', ')} }`;
  });
  return `publishers({ publishers: [${parts.join(', ')}] })`;
};

const definitionOf = (publisher: PublisherEntry, sources: readonly SourceEntry[], { imported, list }: Imports): string => {
  if ('definition' in publisher) return imported(publisher.definition);
  const { name, words, model } = publisher;
  const from = sources.filter((candidate) => model.from.includes(candidate.name));
  return `publishEvents({ name: ${JSON.stringify(name)}, from: ${list(from)}, events: ${JSON.stringify(words)} })`;
};

/** Source of a function from where a target is to that target. */
const targetSource = (target: TargetEntry, { imported }: Imports): string => {
  if (target.kind === 'kafka') {
    const { kind: _, topic, mode, maximumBytes, ...connection } = target;
    const producer = 'brokers' in connection ? `kafkaProducer({ brokers: to.split(','), ssl })` : imported(connection.producer);
    const options = [`topic: ${JSON.stringify(topic)}`, `producer: ${producer}`, ...settings({ mode, maximumBytes })];
    return `({ to, ssl }) => kafkaTarget({ ${options.join(', ')} })`;
  }
  const { factory, address } = factories[target.kind];
  const { maximumMessageSize } = 'maximumMessageSize' in target ? target : {};
  return `({ to }) => ${factory}({ ${[`${address}: to`, ...settings({ maximumMessageSize })].join(', ')} })`;
};

const settings = (values: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${JSON.stringify(value)}`]));
