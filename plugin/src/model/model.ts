import type {
  AggregateModel,
  IntakeModel,
  ProcessModel,
  ProjectionModel,
  PublisherModel,
  ReceiversModel,
} from 'serverless-event-sourcing-runtime/model';
import type {
  AlarmsConfig,
  Authorizer,
  Bundle,
  CommandQueueConfig,
  CommitFormatOptions,
  MetricsConfig,
  SweepConfig,
  Tables,
} from '../config/config.js';
import type { Ways } from '../constructs/intake/intakeConfig.js';
import type { AwsTargetConfig, KafkaTargetConfig } from '../constructs/publish/publishConfig.js';

/** The service as the templates and the handlers see it: the configuration, and what the user's modules define. */
export type ServiceModel = {
  readonly service: string;
  readonly stage: string;
  /** Lambda runtime of the generated functions, such as `nodejs22.x`. */
  readonly runtime: string;
  /** `false`: none. */
  readonly commandQueue: false | CommandQueueConfig;
  readonly sweep: SweepConfig;
  readonly metrics: MetricsConfig;
  readonly alarms: AlarmsConfig;
  readonly events: EventsEntry;
  readonly tables: Tables;
  readonly bundle: Bundle;
  readonly aggregates: readonly AggregateEntry[];
  readonly projections: readonly ProjectionEntry[];
  readonly processes: readonly ProcessEntry[];
  readonly publishers: readonly PublisherEntry[];
  readonly intakes: readonly IntakeEntry[];
  readonly receivers: ReceiversEntry;
};

/** A module of the user's and one of its exports. */
export type HandlerSource = {
  /** Absolute path of the file. */
  readonly file: string;
  readonly exportName: string;
};

export type AggregateEntry = {
  readonly name: string;
  readonly source: HandlerSource;
  /** `false`: no routes. */
  readonly http: false | { readonly events: boolean; readonly authorizer?: Authorizer };
  /** `false`: states are folded from all events. `every`: events between two snapshots. */
  readonly snapshot: false | { readonly every: number };
  readonly model: AggregateModel;
};

export type ProjectionEntry = {
  readonly name: string;
  readonly source: HandlerSource;
  readonly http: false | { readonly authorizer?: Authorizer };
  /** It has a function of its own, behind a queue. */
  readonly isolated: boolean;
  readonly model: ProjectionModel;
};

export type ProcessEntry = {
  readonly name: string;
  readonly source: HandlerSource;
  readonly isolated: boolean;
  readonly model: ProcessModel;
};

export type IntakeEntry = { readonly name: string; readonly source: HandlerSource; readonly model: IntakeModel } & Ways;

/** What has streams that consumers are fed by. */
export type SourceEntry = AggregateEntry | IntakeEntry;

export type PublisherEntry = {
  readonly name: string;
  readonly target: TargetEntry;
  /** What the source of its CloudEvents begins with. */
  readonly source: string;
  /** Events that were committed before are not sent. ISO 8601. */
  readonly since?: string;
  readonly isolated: boolean;
} & PublishedAs;

/** Events as they are, which `words` name as they were written; or what the mapping of a definition makes of them. */
export type PublishedAs = { readonly model: PublisherModel } & (
  | { readonly words: readonly string[] }
  | { readonly definition: { readonly source: HandlerSource } }
);

/** Where events are sent, and for Kafka by which producer of the user's, if it is one. */
export type TargetEntry =
  | AwsTargetConfig
  | Extract<KafkaTargetConfig, { brokers: unknown }>
  | (Omit<Extract<KafkaTargetConfig, { producer: unknown }>, 'producer'> & { readonly producer: { readonly source: HandlerSource } });

/** What commits are written as. */
export type EventsEntry = CommitFormatOptions & {
  readonly serialiser?: { readonly source: HandlerSource };
  readonly alsoReads: readonly { readonly source: HandlerSource }[];
};

export type ReceiversEntry = {
  /** Absolute paths of the modules, imported for what they do. */
  readonly files: readonly string[];
  readonly signals: ReceiversModel['signals'];
  readonly isolated: boolean;
};
