import type { FromSchema } from 'json-schema-to-ts';
import type { Said } from '../../pipeline/construct.js';
import { given, mapValues } from '../../values.js';
import type { Intrinsic } from '../schemas/intrinsic.js';
import { authorizerOf, type Routes } from '../schemas/routes.js';
import type { intakeSchema } from './intakeSchema.js';

/** The intakes as the user writes them. */
export type IntakeBlock = FromSchema<typeof intakeSchema>;

type Written = Exclude<IntakeBlock[string], string>;

/** What comes in from outside, and by which ways. */
export type IntakeConfig = { readonly handler: string } & Channels;

export type Channels = {
  /** `false`: no route. */
  readonly http: Routes;
  readonly sqs?: QueueSource;
  readonly eventBridge?: { readonly bus: string | Intrinsic; readonly sources?: readonly string[] };
  readonly kafka?: KafkaSource;
};

/** A queue of the user's. */
export type QueueSource = {
  readonly arn: string | Intrinsic;
  readonly batchSize?: number;
  readonly maximumBatchingWindow?: number;
  readonly maximumConcurrency?: number;
};

/** A topic, as the framework's `msk` and `kafka` events take it. */
export type KafkaSource = NonNullable<Written['kafka']>;

/** Rules that one key of an intake alone cannot break. */
export const intakeFaults = (block: IntakeBlock): string[] =>
  Object.entries(block).flatMap(([name, written]) =>
    typeof written === 'string' ? [] : faultsOf(`eventSourcing.intake.${name}`, written),
  );

function faultsOf(path: string, { http, sqs, eventBridge, kafka }: Written): string[] {
  const without = http === false && sqs === undefined && eventBridge === undefined && kafka === undefined;
  return [
    ...(without
      ? [`${path} must have a way in ('http', 'sqs', 'eventBridge' or 'kafka'), none given. Leave http out, or name another.`]
      : []),
    ...intrinsicFaults(`${path}.sqs`, sqs, 'arn'),
    ...intrinsicFaults(`${path}.eventBridge`, eventBridge, 'bus'),
    ...kafkaFaults(`${path}.kafka`, kafka),
  ];
}

/** Either a function of CloudFormation's and nothing beside it, or the member that may be one. */
function intrinsicFaults(path: string, written: string | object | undefined, member: 'arn' | 'bus'): string[] {
  if (written === undefined || typeof written === 'string') return [];
  const keys = Object.keys(written);
  const intrinsic = keys.some(isFunction);
  if (intrinsic ? keys.length === 1 : keys.includes(member)) return [];
  return [`${path} must have ${member}, or be one function of CloudFormation's and nothing else, '${keys.join(', ')}' given.`];
}

function kafkaFaults(path: string, kafka: KafkaSource | undefined): string[] {
  if (!kafka) return [];
  const { arn, saslScram512, bootstrapServers, accessConfigurations } = kafka;
  if ((arn === undefined) === (bootstrapServers === undefined)) {
    return [`${path} must have either arn (a cluster of MSK) or bootstrapServers, ${arn === undefined ? 'neither' : 'both'} given.`];
  }
  if (arn === undefined) {
    return [
      ...(accessConfigurations
        ? []
        : [`${path}.accessConfigurations must be given for bootstrapServers: how Lambda reaches them, and as whom.`]),
      ...(saslScram512 === undefined ? [] : [`${path}.saslScram512 is for MSK: put it into accessConfigurations.saslScram512Auth.`]),
    ];
  }
  return accessConfigurations ? [`${path}.accessConfigurations is for bootstrapServers: leave it out for a cluster of MSK.`] : [];
}

/** Intakes that have no fault, with their defaults: HTTP is a way where no other is named. */
export const intakesOf = (block: IntakeBlock): Record<string, IntakeConfig> => mapValues(block, intakeOf);

function intakeOf(written: IntakeBlock[string]): IntakeConfig {
  if (typeof written === 'string') return { handler: written, http: {} };
  const { handler, sqs, eventBridge, kafka } = written;
  const { http = sqs === undefined && eventBridge === undefined && kafka === undefined } = written;
  return {
    handler,
    http: typeof http === 'object' ? authorizerOf(http) : http && {},
    ...given({
      sqs: sqs === undefined ? sqs : queueOf(sqs),
      eventBridge: eventBridge === undefined ? eventBridge : busOf(eventBridge),
      kafka,
    }),
  };
}

function queueOf(written: NonNullable<Written['sqs']>): QueueSource {
  if (typeof written === 'string') return { arn: written };
  const { arn, batchSize, maximumBatchingWindow, maximumConcurrency } = written;
  return { arn: arn ?? written, ...given({ batchSize, maximumBatchingWindow, maximumConcurrency }) };
}

function busOf(written: NonNullable<Written['eventBridge']>): NonNullable<Channels['eventBridge']> {
  if (typeof written === 'string') return { bus: written };
  const { bus, sources } = written;
  return { bus: bus ?? written, ...given({ sources }) };
}

/** An intake has streams of its own, named as those of an aggregate: nobody else may have them. */
export const streamFaults = (names: readonly string[], { streams }: Said): string[] =>
  names.flatMap((name) => {
    const other = streams.find((named) => named.name === name && named.what !== 'intake');
    if (!other) return [];
    return [
      `eventSourcing.intake.${name} must not share its streams '${name}/…' with the ${other.what} of that name, '${name}' given. Rename the intake.`,
    ];
  });

const isFunction = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');
