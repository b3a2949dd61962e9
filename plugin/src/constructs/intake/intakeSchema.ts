import { definedBy, handlerSuchAs } from '../schemas/definitions.js';
import { authorizedRoutes } from '../schemas/routes.js';
import { wholeNumber } from '../schemas/wholeNumber.js';

/* The schema of `eventSourcing.intake`. A `description` is the rule that an error names. */

const handler = handlerSuchAs('src/payments.Payments');

/** Functions of CloudFormation's, as the framework takes them for an ARN. */
const functions = { 'Fn::GetAtt': {}, 'Fn::ImportValue': {}, 'Fn::Join': {} } as const;

const batching = { batchSize: wholeNumber(1, 10_000), maximumBatchingWindow: wholeNumber(0, 300, ' of seconds') } as const;

const arn = (service: string, what: string) =>
  ({ type: 'string', pattern: `^arn:[a-z-]+:${service}:.+$`, description: `the ARN of ${what}, or a function that gives it` }) as const;

const queueArn = arn('sqs', 'a queue');

const sqs = {
  description: 'the ARN of a queue, a function that gives it, or an object such as { arn: …, batchSize: 10 }',
  anyOf: [
    queueArn,
    {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: {
        ...functions,
        arn: { description: queueArn.description, anyOf: [queueArn, { type: 'object' }] },
        ...batching,
        maximumConcurrency: wholeNumber(2, 1000),
      },
    },
  ],
} as const;

const bus = {
  type: 'string',
  pattern: '^([A-Za-z0-9._/-]{1,256}|arn:[a-z-]+:events:.+)$',
  description: "an event bus: 'default', its name, its ARN, or a Ref to it",
} as const;

const eventBridge = {
  description: "an event bus such as 'default', or an object such as { bus: default, sources: [com.psp] }",
  anyOf: [
    bus,
    {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: {
        ...{ Ref: {}, 'Fn::GetAtt': {}, 'Fn::ImportValue': {} },
        bus: { description: bus.description, anyOf: [bus, { type: 'object' }] },
        sources: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          description: 'a list of sources such as [com.psp], none twice',
          items: { type: 'string', minLength: 1, maxLength: 256, description: "a source such as 'com.psp'" },
        },
      },
    },
  ],
} as const;

const secrets = {
  type: 'array',
  minItems: 1,
  items: arn('secretsmanager', 'a secret'),
  description: 'a list of ARNs of secrets',
} as const;

const texts = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1, description: 'a text that is not empty' } } as const;

const kafka = {
  type: 'object',
  required: ['topic'],
  additionalProperties: false,
  description:
    'an object such as { topic: payments, arn: arn:aws:kafka:… } or { topic: payments, bootstrapServers: […], accessConfigurations: … }',
  properties: {
    topic: {
      type: 'string',
      pattern: '^[A-Za-z0-9._-]{1,249}$',
      description: "a Kafka topic's name: letters, digits, '.', '_' and '-'",
    },
    arn: { description: 'the ARN of a cluster of MSK, or an import of it', anyOf: [arn('kafka', 'a cluster'), { type: 'object' }] },
    saslScram512: arn('secretsmanager', 'a secret'),
    bootstrapServers: { ...texts, description: 'a list of brokers such as [broker-1:9092]' },
    accessConfigurations: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      description: 'an object such as { saslScram512Auth: [arn:aws:secretsmanager:…] }',
      properties: {
        vpcSubnet: { ...texts, description: 'a list of subnets' },
        vpcSecurityGroup: { ...texts, description: 'a list of security groups' },
        saslPlainAuth: secrets,
        saslScram256Auth: secrets,
        saslScram512Auth: secrets,
        clientCertificateTlsAuth: secrets,
        serverRootCaCertificate: secrets,
      },
    },
    consumerGroupId: { type: 'string', pattern: '^[a-zA-Z0-9-/*:_+=.@-]{1,200}$', description: "a consumer group's name" },
    startingPosition: { type: 'string', enum: ['TRIM_HORIZON', 'LATEST'] },
    ...batching,
  },
} as const;

/** Intakes by their names. */
export const intakeSchema = {
  type: 'object',
  description: "an object of intakes' names and handlers, such as { Payments: src/payments.Payments }",
  propertyNames: {
    pattern: '^[A-Z][A-Za-z0-9]{0,63}$',
    description: "an intake's name: a capital letter, then at most 63 letters and digits",
  },
  additionalProperties: definedBy(
    handler,
    "a handler such as 'src/payments.Payments', or an object such as { handler: src/payments.Payments, eventBridge: default }",
    { http: authorizedRoutes('no route', 'partners'), sqs, eventBridge, kafka },
  ),
} as const;
