import type { Construct, Model, Modules } from '../../pipeline/construct.js';
import type { HandlerSource } from '../../pipeline/source.js';
import { type PublishBlock, type PublisherConfig, publishersOf, publishFaults } from './publishConfig.js';
import { type PublisherModules, producerFaults } from './publisher.js';
import { publishPart } from './publishPart.js';
import { publishSchema } from './publishSchema.js';
import { replay } from './replay.js';
import { targetsVariable } from './targets.js';

/** `eventSourcing.publish`: events for the outside. */
export const publish: Construct = {
  key: 'publish',
  schema: publishSchema,
  resolve(written: PublishBlock = {}) {
    const faults = publishFaults(written);
    if (faults.length > 0) return { faults };
    const config = publishersOf(written);
    const handlers = handlersIn(config);
    const producers = producersIn(config);
    return {
      value: {
        config,
        modules: [...handlers, ...producers],
        async load(modules) {
          const read = await readModules(modules, handlers, producers);
          return 'faults' in read ? read : { value: publishPart(config, read) };
        },
      },
    };
  },
  verbs: { replay },
  remedies: { [targetsVariable]: 'Give some of its publishers functions of their own (isolated: true), or split the service.' },
  clients: {
    '@aws-sdk/client-eventbridge': 'a publisher to EventBridge',
    '@aws-sdk/client-firehose': 'a publisher to Firehose',
    '@aws-sdk/client-sns': 'a publisher to SNS',
    '@aws-sdk/client-sqs': 'a publisher to SQS',
    kafkajs: 'a publisher to brokers of Kafka',
  },
};

type Handler = { readonly name: string; readonly path: string; readonly handler: string };
type Configs = Readonly<Record<string, PublisherConfig>>;

const handlersIn = (config: Configs): Handler[] =>
  Object.entries(config).flatMap(([name, publisher]) =>
    'handler' in publisher ? [{ name, path: `eventSourcing.publish.${name}.handler`, handler: publisher.handler }] : [],
  );

const producersIn = (config: Configs): Handler[] =>
  Object.entries(config).flatMap(([name, { target }]) =>
    'producer' in target ? [{ name, path: `eventSourcing.publish.${name}.kafka.producer`, handler: target.producer }] : [],
  );

const readModules = async (
  modules: Modules,
  handlers: readonly Handler[],
  producers: readonly Handler[],
): Promise<PublisherModules | { readonly faults: readonly string[] }> => {
  const definitions = new Map<string, { source: HandlerSource; model: Model<'publisher'> }>();
  const faults: string[] = [];
  for (const { name, path } of handlers) {
    const checked = await modules.define('publisher', path);
    if ('faults' in checked) faults.push(...checked.faults);
    else definitions.set(name, { source: modules.source(path), model: checked.value });
  }
  for (const { path } of producers) faults.push(...(await producerFaults(modules, path)));
  if (faults.length > 0) return { faults };
  const { service, stage } = modules.deployment;
  return {
    definitions,
    producers: new Map(producers.map(({ name, path }) => [name, modules.source(path)])),
    source: `/${service}/${stage}`,
  };
};
