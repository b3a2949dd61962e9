import type { StreamSource } from '../../pipeline/facts.js';
import { code, js, json, object, runtime, type Source } from '../../pipeline/source.js';
import type { Publisher, Target } from './publisher.js';

/** Each kind of target is an entry of the runtime, which brings its client: a function bundles those that its publishers send to. */
const factories = {
  eventBridge: { target: runtime('eventbridge', 'eventBridgeTarget'), address: 'bus' },
  sns: { target: runtime('sns', 'snsTarget'), address: 'topicArn' },
  sqs: { target: runtime('sqs', 'sqsTarget'), address: 'queueUrl' },
  firehose: { target: runtime('firehose', 'firehoseTarget'), address: 'deliveryStream' },
} as const;

/** Source of the publishers' consumers. */
export const publishersSource = (publishers: readonly Publisher[], sources: readonly StreamSource[]): Source => {
  const parts = publishers.map((publisher) => {
    const { source, since, target } = publisher;
    return object({
      publisher: definitionOf(publisher, sources),
      target: targetSource(target),
      source: js`${json(source)}`,
      since: jsonOf(since),
    });
  });
  return js`...${runtime('lambda', 'publishers')}({ publishers: [${parts}] })`;
};

const definitionOf = (publisher: Publisher, sources: readonly StreamSource[]): Source => {
  if ('definition' in publisher) return js`${publisher.definition}`;
  const { name, words, model } = publisher;
  const from = sources.filter((candidate) => model.from.includes(candidate.name)).map(({ source }) => source);
  return js`${runtime('', 'publishEvents')}({ name: ${json(name)}, from: [${from}], events: ${json(words)} })`;
};

/** Source of a function from where a target is to that target. */
const targetSource = (target: Target): Source => {
  if (target.kind === 'kafka') {
    const { topic, mode, maximumBytes } = target;
    const producer =
      'brokers' in target ? js`${runtime('kafkajs', 'kafkaProducer')}({ brokers: to.split(','), ssl })` : js`${target.producer}`;
    const options = { topic: jsonOf(topic), producer, mode: jsonOf(mode), maximumBytes: jsonOf(maximumBytes) };
    return js`({ to, ssl }) => ${runtime('kafka', 'kafkaTarget')}(${object(options)})`;
  }
  const { target: made, address } = factories[target.kind];
  const { maximumMessageSize } = 'maximumMessageSize' in target ? target : {};
  return js`({ to }) => ${made}(${object({ [address]: code('to'), maximumMessageSize: jsonOf(maximumMessageSize) })})`;
};

const jsonOf = (value: unknown): Source | undefined => (value === undefined ? undefined : js`${json(value)}`);
