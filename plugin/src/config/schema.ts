import type { FromSchema } from 'json-schema-to-ts';
import { alarmsSchema } from '../constructs/alarms/alarmsSchema.js';
import { intakeSchema } from '../constructs/intake/intakeSchema.js';
import { publishSchema } from '../constructs/publish/publishSchema.js';
import { aggregate, type authorizer, handler, name, process, projection, receivers } from '../constructs/schemas/definitions.js';
import { wholeNumber } from '../constructs/schemas/wholeNumber.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

const events = {
  type: 'object',
  additionalProperties: false,
  description: 'an object such as { compressAbove: 2048, claimCheck: { bucket: large-commits } }',
  properties: {
    serialiser: handler,
    alsoReads: {
      type: 'array',
      uniqueItems: true,
      items: handler,
      description: 'a list of serialisers such as [src/serialisers.avro], none twice',
    },
    compressAbove: {
      description: 'a whole number of bytes from 0, or false',
      anyOf: [
        { type: 'integer', minimum: 0, description: 'a whole number of bytes from 0, or false' },
        { type: 'boolean', const: false, description: 'a whole number of bytes from 0, or false' },
      ],
    },
    claimCheck: {
      type: 'object',
      additionalProperties: false,
      required: ['bucket'],
      description: 'an object such as { bucket: large-commits, prefix: events/ }',
      properties: {
        // A name, since the functions are told it offline, too: no intrinsic function.
        bucket: {
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
          description: "the name of an S3 bucket: 3 to 63 small letters, digits, hyphens and dots, such as 'large-commits'",
        },
        prefix: {
          type: 'string',
          pattern: '^[A-Za-z0-9/_.-]{0,200}$',
          description: "what keys begin with: at most 200 letters, digits, '/', '_', '.' and '-', such as 'events/'",
        },
      },
    },
  },
} as const;

const sweep = {
  description: 'false, or an object such as { schedule: rate(1 day) }',
  anyOf: [
    { type: 'boolean', const: false, description: 'false, or an object such as { schedule: rate(1 day) }' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        schedule: {
          type: 'string',
          pattern: '^(rate|cron)\\(.+\\)$',
          description: "a schedule of EventBridge, such as 'rate(1 day)' or 'cron(0 3 * * ? *)'",
        },
      },
    },
  ],
} as const;

const commandQueue = {
  description: 'true, false or an object such as { maxReceiveCount: 5, batchSize: 10 }',
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        // Lambda takes no more of a FIFO queue at once.
        batchSize: wholeNumber(1, 10),
        maxReceiveCount: wholeNumber(1, 1000),
        timeout: wholeNumber(1, 900, ' of seconds'),
        visibilityTimeout: wholeNumber(1, 43_200, ' of seconds'),
        maximumConcurrency: wholeNumber(2, 1000),
      },
    },
  ],
} as const;

const metrics = {
  description: 'true, false or an object such as { namespace: Shop }',
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        // CloudWatch's rule. What begins with `AWS/` is its own.
        namespace: {
          type: 'string',
          pattern: '^(?!AWS/)[A-Za-z0-9._/#-]{1,255}$',
          description:
            "a namespace of CloudWatch: 1 to 255 letters, digits and any of '.', '-', '_', '/' and '#', not of AWS/, such as 'Shop'",
        },
      },
    },
  ],
} as const;

/** The `eventSourcing` block of serverless.yml. */
export const blockSchema = {
  type: 'object',
  required: ['aggregates'],
  additionalProperties: false,
  description: 'an object with at least aggregates',
  properties: {
    aggregates: {
      type: 'object',
      minProperties: 1,
      description: "an object with at least one aggregate's name and handler, such as { Item: src/item.Item }",
      propertyNames: {
        pattern: '^[A-Z][A-Za-z0-9]{0,63}$',
        description: "an aggregate's name: a capital letter, then at most 63 letters and digits",
      },
      additionalProperties: aggregate,
    },
    projections: {
      type: 'object',
      description: "an object of projections' names and handlers, such as { catalogue: src/catalogue.catalogue }",
      propertyNames: {
        pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$',
        description: "a projection's name: a letter, then at most 63 letters, digits and hyphens",
      },
      additionalProperties: projection,
    },
    processes: {
      type: 'object',
      description: "an object of processes' names and handlers, such as { fulfilment: src/fulfilment.fulfilment }",
      propertyNames: {
        pattern: '^[A-Za-z][A-Za-z0-9]{0,63}$',
        description: "a process's name: a letter, then at most 63 letters and digits",
      },
      additionalProperties: process,
    },
    publish: publishSchema,
    intake: intakeSchema,
    receivers,
    commandQueue,
    sweep,
    metrics,
    alarms: alarmsSchema,
    events,
    tables: {
      type: 'object',
      additionalProperties: false,
      description: 'an object such as { deletionPolicy: Retain, pointInTimeRecovery: true }',
      properties: {
        deletionPolicy: { type: 'string', enum: ['Retain', 'Delete'] },
        pointInTimeRecovery: { type: 'boolean', description: 'true or false' },
      },
    },
    runtime: { type: 'string', enum: ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'] },
    bundle: {
      type: 'object',
      additionalProperties: false,
      description: 'an object such as { external: [sharp] }',
      properties: {
        external: { type: 'array', items: name, description: 'a list of packages that the runtime or a layer provides' },
      },
    },
  },
} as const;

/** An authorizer as the user writes it. */
export type AuthorizerBlock = FromSchema<typeof authorizer>;

/** The block as the user writes it. */
export type Block = FromSchema<typeof blockSchema>;
