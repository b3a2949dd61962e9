import type { IntakeConfig } from '../constructs/intake/intakeConfig.js';
import type { PublisherConfig } from '../constructs/publish/publishConfig.js';
import type { AuthorizerBlock, Block } from './schema.js';

/** The `eventSourcing` block, checked, with its short forms written out and its defaults filled in. */
export type Config = {
  readonly aggregates: Readonly<Record<string, AggregateConfig>>;
  readonly projections: Readonly<Record<string, ProjectionConfig>>;
  readonly processes: Readonly<Record<string, ProcessConfig>>;
  readonly publish: Readonly<Record<string, PublisherConfig>>;
  readonly intake: Readonly<Record<string, IntakeConfig>>;
  readonly receivers: ReceiversConfig;
  /** `false`: none. */
  readonly commandQueue: false | CommandQueueConfig;
  readonly sweep: SweepConfig;
  readonly metrics: MetricsConfig;
  readonly alarms: AlarmsConfig;
  readonly events: EventsConfig;
  readonly tables: Tables;
  readonly bundle: Bundle;
  /** Unset: the provider's, or the default. */
  readonly runtime?: string;
};

/** When what was lost on the way to consumers is looked for; `false`: never. */
export type SweepConfig = false | { readonly schedule: string };

/** Where functions write what they measure; `false`: nowhere. */
export type MetricsConfig = false | { readonly namespace: string };

/** Alarms in the template; `false`: none. `age`: seconds that events may wait for a consumer. `notify`: a topic's ARN, or what gives it. */
export type AlarmsConfig = false | { readonly age: number; readonly notify?: string | object };

export type AggregateConfig = {
  readonly handler: string;
  /** `false`: no routes. */
  readonly http: false | { readonly events: boolean; readonly authorizer?: Authorizer };
  /** Unset: as the definition says. `every`: events between two snapshots. */
  readonly snapshot?: boolean | { readonly every: number };
};

export type ProjectionConfig = {
  readonly handler: string;
  readonly http: false | { readonly authorizer?: Authorizer };
  readonly isolated: boolean;
};

/** `isolated`: it has a function of its own, behind a queue. */
export type ProcessConfig = { readonly handler: string; readonly isolated: boolean };

/** `modules`: paths, relative to the service's folder. */
export type ReceiversConfig = { readonly modules: readonly string[]; readonly isolated: boolean };

/** The queue of asynchronous commands, and the function behind it. Times in seconds. */
export type CommandQueueConfig = {
  readonly batchSize: number;
  /** Deliveries of a command before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** Of the function. */
  readonly timeout: number;
  /** Until a delivered command that nobody answered for is delivered again. */
  readonly visibilityTimeout: number;
  readonly maximumConcurrency?: number;
};

/** What commits are written as. Serialisers are handlers, such as `src/serialisers.avro`. */
export type EventsConfig = CommitFormatOptions & { readonly serialiser?: string; readonly alsoReads: readonly string[] };

export type CommitFormatOptions = {
  /** Unset: the runtime's default. */
  readonly compressAbove?: number | false;
  readonly claimCheck?: { readonly bucket: string; readonly prefix: string };
};

export type Tables = NonNullable<Required<NonNullable<Block['tables']>>>;

export type Bundle = { readonly external: readonly string[] };

/** An authorizer as Serverless' own `httpApi` event takes it. */
export type Authorizer = Exclude<AuthorizerBlock, 'aws_iam'>;
