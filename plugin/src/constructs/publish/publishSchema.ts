import { handlerSuchAs, isolated } from '../schemas/definitions.js';
import { intrinsic } from '../schemas/intrinsic.js';

/* The schema of `eventSourcing.publish`. A `description` is the rule that an error names. */

const handler = handlerSuchAs('src/prices.prices');

/** A name means this account and region; another text has to be an ARN. */
const nameOrArn = <What extends string>(what: What, service: string, name: string, resource: string) => {
  const description = `the name of ${what} of this account and region, its ARN, a Ref to one of this serverless.yml, or a function that gives its ARN`;
  const text = { type: 'string', pattern: `^(${name}|arn:[a-z-]+:${service}:[a-z0-9-]+:[0-9]{12}:${resource})$`, description } as const;
  return { description, anyOf: [text, { ...intrinsic, description }] } as const;
};

const bytes = { type: 'integer', minimum: 1024, maximum: 1_048_576, description: 'a whole number of bytes from 1024 to 1048576' } as const;

const topic = {
  type: 'string',
  pattern: '^[A-Za-z0-9._-]{1,249}$',
  description: "a Kafka topic's name: letters, digits, '.', '_' and '-'",
} as const;

const kafka = {
  type: 'object',
  required: ['topic'],
  additionalProperties: false,
  description:
    'an object such as { topic: orders, brokers: [broker-1:9092], ssl: true } or { topic: orders, producer: src/kafka.producer }',
  properties: {
    topic,
    brokers: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'a list of brokers such as [broker-1:9092]',
      items: { type: 'string', pattern: '^[A-Za-z0-9._-]+:[0-9]{1,5}$', description: "a broker's host and port, such as 'broker-1:9092'" },
    },
    ssl: { type: 'boolean', description: 'true or false' },
    producer: { ...handler, description: "the path and export of a producer that is not connected yet, such as 'src/kafka.producer'" },
    mode: { type: 'string', enum: ['binary', 'structured'] },
    maximumBytes: { type: 'integer', minimum: 1024, description: 'a whole number of bytes from 1024' },
  },
} as const;

const publisher = {
  type: 'object',
  additionalProperties: false,
  description: 'an object such as { eventBridge: default, events: [OrderPlaced] }',
  properties: {
    eventBridge: nameOrArn('an event bus', 'events', '[A-Za-z0-9._/-]{1,256}', 'event-bus/[A-Za-z0-9._/-]+'),
    sns: nameOrArn('a topic', 'sns', '[A-Za-z0-9_-]{1,256}(\\.fifo)?', '[A-Za-z0-9_-]+(\\.fifo)?'),
    sqs: nameOrArn('a queue', 'sqs', '[A-Za-z0-9_-]{1,80}(\\.fifo)?', '[A-Za-z0-9_-]+(\\.fifo)?'),
    firehose: nameOrArn('a Firehose stream', 'firehose', '[A-Za-z0-9_.-]{1,64}', 'deliverystream/[A-Za-z0-9_.-]+'),
    kafka,
    events: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: "a list of events such as [OrderPlaced, Item.PriceUpdated], 'Item.*' for an aggregate's or '*' for all, none twice",
      items: {
        type: 'string',
        pattern: '^(\\*|[A-Z][A-Za-z0-9]*\\.\\*|([A-Z][A-Za-z0-9]*\\.)?[A-Za-z_$][A-Za-z0-9_$]*)$',
        description: "an event's type such as 'OrderPlaced' or 'Item.PriceUpdated', 'Item.*' or '*'",
      },
    },
    handler,
    source: {
      type: 'string',
      pattern: '^[A-Za-z0-9/][A-Za-z0-9._~:/-]{0,199}$',
      description: "what the source of its CloudEvents begins with, a URI or a path such as '/shop/prod'",
    },
    since: {
      type: 'string',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?$',
      description: "a time in UTC, in quotes, such as '2026-01-31T12:00:00Z'",
    },
    maximumMessageSize: bytes,
    isolated,
  },
} as const;

/** Publishers by their names. */
export const publishSchema = {
  type: 'object',
  description: "an object of publishers' names and targets, such as { audit: { eventBridge: default, events: [OrderPlaced] } }",
  propertyNames: {
    pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$',
    description: "a publisher's name: a letter, then at most 63 letters, digits and hyphens",
  },
  additionalProperties: publisher,
} as const;
