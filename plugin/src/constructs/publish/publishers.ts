import { relative } from 'node:path';
import type { PublisherModel } from 'serverless-event-sourcing-runtime/model';
import type { AggregateEntry, PublishedAs, PublisherEntry, TargetEntry } from '../../model/model.js';
import { importModule } from '../../pipeline/importModule.js';
import type { LoadedModules } from '../../pipeline/loadModules.js';
import type { LocatedHandler } from '../../pipeline/locate.js';
import { listed, nearest } from '../../pipeline/spelling.js';
import type { PublisherConfig } from './publishConfig.js';

type Aggregate = Pick<AggregateEntry, 'name' | 'model'>;
type Defined = LocatedHandler & { readonly model: PublisherModel };

/** What publishers are, all parts of which were found. */
export type PublisherParts = {
  readonly config: Readonly<Record<string, PublisherConfig>>;
  readonly aggregates: readonly Aggregate[];
  /** Those with a handler. */
  readonly defined: readonly Defined[];
  /** Producers of Kafka's, by the publisher's name. */
  readonly producers: readonly LocatedHandler[];
  /** What sources begin with that are not configured: `/<service>/<stage>`. */
  readonly source: string;
};

/** The publishers of a service, those that publish events as they are and those with a mapping. */
export const publisherEntries = ({ config, aggregates, defined, producers, source }: PublisherParts): PublisherEntry[] =>
  Object.entries(config).map(([name, { target, source: given = source, since, isolated, ...published }]) => ({
    name,
    target: targetOf(target, producers.find((producer) => producer.name === name)?.source),
    source: given,
    isolated,
    ...(since === undefined ? {} : { since }),
    ...publishedAs(name, published, aggregates, defined),
  }));

const targetOf = (target: PublisherConfig['target'], producer: LocatedHandler['source'] | undefined): TargetEntry => {
  if (target.kind !== 'kafka' || 'brokers' in target) return target;
  if (!producer) throw new TypeError(`The producer of topic ${target.topic} was not located.`);
  return { ...target, producer: { source: producer } };
};

type Published = { readonly events: readonly string[] } | { readonly handler: string };

const publishedAs = (name: string, published: Published, aggregates: readonly Aggregate[], defined: readonly Defined[]): PublishedAs => {
  if ('events' in published) return { words: published.events, model: asTheyAre(name, published.events, aggregates) };
  const found = defined.find((definition) => definition.name === name);
  if (!found) throw new TypeError(`The handler of publisher ${name} was not read.`);
  return { definition: { source: found.source }, model: found.model };
};

/** A publisher of events as they are: which ones its words mean, and of which aggregates. */
const asTheyAre = (name: string, words: readonly string[], aggregates: readonly Aggregate[]): PublisherModel => {
  const events = qualifiedEvents(aggregates).filter((event) => words.some((word) => means(word, event)));
  const from = aggregates
    .map((aggregate) => aggregate.name)
    .filter((aggregate) => events.some((event) => event.startsWith(`${aggregate}.`)));
  return { kind: 'publisher', name, from, events };
};

const qualifiedEvents = (aggregates: readonly Aggregate[]): string[] =>
  aggregates.flatMap(({ name, model }) => Object.keys(model.events).map((type) => `${name}.${type}`));

/** As the runtime reads them: `OrderPlaced`, `Order.OrderPlaced`, `Order.*` or `*`. */
export const means = (word: string, event: string): boolean =>
  word === '*' || word === event || event.endsWith(`.${word}`) || (word.endsWith('.*') && event.startsWith(word.slice(0, -1)));

/** Words that mean no event of any aggregate. */
export const wordFaults = (config: PublisherParts['config'], aggregates: readonly Aggregate[]): string[] => {
  const events = qualifiedEvents(aggregates);
  const types = events.flatMap((event) => [event.slice(event.indexOf('.') + 1), event]);
  return Object.entries(config).flatMap(([name, published]) => {
    if (!('events' in published)) return [];
    return [...published.events.entries()]
      .filter(([, word]) => !events.some((event) => means(word, event)))
      .map(([index, word]) => {
        const meant = nearest(word, types);
        return `eventSourcing.publish.${name}.events[${index}] must be an event of an aggregate that is listed (${listed(events, 'or')}), '${word}' given.${meant ? ` Did you mean '${meant}'?` : ''}`;
      });
  });
};

/** Sentences on what is named as a producer and is none. */
export const producerFaults = async (
  loaded: LoadedModules,
  producers: readonly LocatedHandler[],
  serviceDir: string,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { name, source } of producers) {
    const path = `eventSourcing.publish.${name}.kafka.producer`;
    const module = await importModule(loaded, source.file, path, serviceDir);
    if (isProducer(module[source.exportName])) continue;
    faults.push(
      `${path} must name a producer, '${source.exportName}' of ${relative(serviceDir, source.file)} given: it has no connect and send. Make it as new Kafka({ … }).producer({ maxInFlightRequests: 1 }).`,
    );
  }
  return faults;
};

const isProducer = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'connect' in value &&
  typeof value.connect === 'function' &&
  'send' in value &&
  typeof value.send === 'function';
