import type { PublisherModel } from 'serverless-event-sourcing-runtime/model';
import type { Modules } from '../../pipeline/construct.js';
import type { StreamSource } from '../../pipeline/facts.js';
import type { HandlerSource } from '../../pipeline/source.js';
import { listed, nearest } from '../../pipeline/spelling.js';
import { given } from '../../values.js';
import type { AwsTargetConfig, KafkaTargetConfig, PublisherConfig } from './publishConfig.js';

export type Publisher = {
  readonly name: string;
  readonly target: Target;
  /** What the source of its CloudEvents begins with. */
  readonly source: string;
  /** Events that were committed before are not sent. ISO 8601. */
  readonly since?: string;
  readonly isolated: boolean;
} & PublishedAs;

/** Events as they are, which `words` name as they were written; or what the mapping of a definition makes of them. */
type PublishedAs = { readonly model: PublisherModel } & ({ readonly words: readonly string[] } | { readonly definition: HandlerSource });

/** Where events are sent, and for Kafka by which producer of the user's, if it is one. */
export type Target =
  | AwsTargetConfig
  | Extract<KafkaTargetConfig, { brokers: unknown }>
  | (Omit<Extract<KafkaTargetConfig, { producer: unknown }>, 'producer'> & { readonly producer: HandlerSource });

/** What the modules of publishers define, by the publishers' names. */
export type PublisherModules = {
  readonly definitions: ReadonlyMap<string, { readonly source: HandlerSource; readonly model: PublisherModel }>;
  readonly producers: ReadonlyMap<string, HandlerSource>;
  /** What sources begin with that are not configured: `/<service>/<stage>`. */
  readonly source: string;
};

/** The publishers of a service, those that publish events as they are and those with a mapping. */
export const publishersIn = (
  config: Readonly<Record<string, PublisherConfig>>,
  { definitions, producers, source }: PublisherModules,
  sources: readonly StreamSource[],
): Publisher[] =>
  Object.entries(config).map(([name, publisher]) => {
    const definition = definitions.get(name);
    const published: PublishedAs =
      'events' in publisher
        ? { words: publisher.events, model: asTheyAre(name, publisher.events, sources) }
        : { definition: found(definition, name).source, model: found(definition, name).model };
    const { target, source: begins = source, since, isolated } = publisher;
    return { name, target: targetOf(target, name, producers), source: begins, isolated, ...given({ since }), ...published };
  });

const targetOf = (target: PublisherConfig['target'], name: string, producers: ReadonlyMap<string, HandlerSource>): Target =>
  target.kind !== 'kafka' || 'brokers' in target ? target : { ...target, producer: found(producers.get(name), name) };

const found = <Found>(value: Found | undefined, name: string): Found => {
  if (value === undefined) throw new TypeError(`A module of publisher ${name} was not loaded.`);
  return value;
};

/** A publisher of events as they are: which ones its words mean, and of which aggregates. */
const asTheyAre = (name: string, words: readonly string[], sources: readonly StreamSource[]): PublisherModel => {
  const events = eventsOf(sources).filter((event) => words.some((word) => means(word, event)));
  const from = sources.map((source) => source.name).filter((source) => events.some((event) => event.startsWith(`${source}.`)));
  return { kind: 'publisher', name, from, events };
};

const eventsOf = (sources: readonly StreamSource[]): string[] => sources.flatMap(({ events }) => events);

/** As the runtime reads them: `OrderPlaced`, `Order.OrderPlaced`, `Order.*` or `*`. */
export const means = (word: string, event: string): boolean =>
  word === '*' || word === event || event.endsWith(`.${word}`) || (word.endsWith('.*') && event.startsWith(word.slice(0, -1)));

/** Words that mean no event of any aggregate. */
export const wordFaults = (config: Readonly<Record<string, PublisherConfig>>, sources: readonly StreamSource[]): string[] => {
  const events = eventsOf(sources);
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

/** What is wrong with what a path names as a producer. */
export const producerFaults = async ({ exported }: Modules, path: string): Promise<string[]> => {
  const { value, exportName, file } = await exported(path);
  if (isProducer(value)) return [];
  return [
    `${path} must name a producer, '${exportName}' of ${file} given: it has no connect and send. Make it as new Kafka({ … }).producer({ maxInFlightRequests: 1 }).`,
  ];
};

const isProducer = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'connect' in value &&
  typeof value.connect === 'function' &&
  'send' in value &&
  typeof value.send === 'function';
