import type { AggregateModel, ProcessModel, ProjectionModel, ReceiversModel } from 'serverless-event-sourcing-runtime/model';
import type { Authorizer, Bundle, CommandQueueConfig, CommitFormatOptions, MetricsConfig, SweepConfig, Tables } from '../config/config.js';

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
  readonly events: EventsEntry;
  readonly tables: Tables;
  readonly bundle: Bundle;
  readonly aggregates: readonly AggregateEntry[];
  readonly projections: readonly ProjectionEntry[];
  readonly processes: readonly ProcessEntry[];
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
  readonly model: ProjectionModel;
};

export type ProcessEntry = { readonly name: string; readonly source: HandlerSource; readonly model: ProcessModel };

/** What commits are written as. */
export type EventsEntry = CommitFormatOptions & {
  readonly serialiser?: { readonly source: HandlerSource };
  readonly alsoReads: readonly { readonly source: HandlerSource }[];
};

export type ReceiversEntry = {
  /** Absolute paths of the modules, imported for what they do. */
  readonly files: readonly string[];
  readonly signals: ReceiversModel['signals'];
};
