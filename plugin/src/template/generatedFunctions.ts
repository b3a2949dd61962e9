import type { CommandQueueConfig } from '../config/config.js';
import type {
  AggregateEntry,
  IntakeEntry,
  ProcessEntry,
  ProjectionEntry,
  PublisherEntry,
  ServiceModel,
  SourceEntry,
} from '../model/model.js';
import { commandQueueKey, commandsKey, deadlinesKey, intakeKey, projectionsKey, queriesKey, reactionsKey } from './naming.js';

/** A function that the plugin makes: roles, routes, streams and entry files follow from it. */
export type GeneratedFunction =
  | CommandsFunction
  | CommandQueueFunction
  | QueriesFunction
  | ProjectionsFunction
  | ReactionsFunction
  | IntakeFunction
  | DeadlinesFunction;

export type CommandsFunction = {
  readonly kind: 'commands';
  readonly key: string;
  readonly aggregate: AggregateEntry;
  /** Projections whose rows are written with the commits of the aggregate. */
  readonly inline: readonly ProjectionEntry[];
};

/** Executes the commands that come by the queue, of all aggregates. */
export type CommandQueueFunction = {
  readonly kind: 'commandQueue';
  readonly key: string;
  readonly aggregates: readonly AggregateEntry[];
  readonly inline: readonly ProjectionEntry[];
  readonly queue: CommandQueueConfig;
};

export type QueriesFunction = {
  readonly kind: 'queries';
  readonly key: string;
  readonly aggregates: readonly AggregateEntry[];
  readonly projections: readonly ProjectionEntry[];
};

export type ProjectionsFunction = {
  readonly kind: 'projections';
  readonly key: string;
  /** Aggregates and intakes that feed at least one of the projections. */
  readonly sources: readonly SourceEntry[];
  readonly projections: readonly ProjectionEntry[];
};

/** Whatever the events table's stream feeds beside projections: one function, since DynamoDB serves two readers of a stream and no more. */
export type ReactionsFunction = {
  readonly kind: 'reactions';
  readonly key: string;
  /** Aggregates and intakes whose streams feed at least one of the consumers. */
  readonly sources: readonly SourceEntry[];
  /** Those whose commits receivers of `eventPostSave` are told of; none where there is no such receiver. */
  readonly receivedFrom: readonly SourceEntry[];
  readonly processes: readonly ProcessEntry[];
  readonly publishers: readonly PublisherEntry[];
  /** Aggregates that the processes send commands to. */
  readonly targets: readonly AggregateEntry[];
  /** Projections whose rows are written with the commits of those. */
  readonly inline: readonly ProjectionEntry[];
};

/** Records what comes in from outside, of one intake: none reaches the streams of another. */
export type IntakeFunction = { readonly kind: 'intake'; readonly key: string; readonly intake: IntakeEntry };

/** Seconds that the function of an intake has: API Gateway gives up after 30, and a queue's visibility timeout is 30 unless it says otherwise. */
export const intakeTimeout = 28;

/** Is told by a scheduler of deadlines that are due. */
export type DeadlinesFunction = {
  readonly kind: 'deadlines';
  readonly key: string;
  /** Those that have deadlines. */
  readonly processes: readonly ProcessEntry[];
};

/** The functions of a service. Two of them at most read the events table's stream: DynamoDB serves no more readers of a shard. */
export const generatedFunctions = (model: ServiceModel): GeneratedFunction[] => [
  ...model.aggregates.map(
    (aggregate): GeneratedFunction => ({
      kind: 'commands',
      key: commandsKey(aggregate.name),
      aggregate,
      inline: inlineOf(model, [aggregate]),
    }),
  ),
  ...commandQueue(model),
  ...queries(model),
  ...projections(model),
  ...reactions(model),
  ...deadlines(model),
  ...model.intakes.map((intake): GeneratedFunction => ({ kind: 'intake', key: intakeKey(intake.name), intake })),
];

/** The projections that are written with the commits of some aggregates. */
const inlineOf = ({ projections }: ServiceModel, aggregates: readonly AggregateEntry[]): ProjectionEntry[] =>
  projections.filter(({ model }) => model.inline && aggregates.some(({ name }) => model.from.includes(name)));

const commandQueue = (model: ServiceModel): CommandQueueFunction[] => {
  const { aggregates, commandQueue: queue } = model;
  return queue === false ? [] : [{ kind: 'commandQueue', key: commandQueueKey, aggregates, inline: inlineOf(model, aggregates), queue }];
};

const queries = (model: ServiceModel): QueriesFunction[] => {
  const aggregates = model.aggregates.filter(({ http }) => http !== false);
  const projections = model.projections.filter(({ http }) => http !== false);
  const answersNothing = aggregates.length + projections.length === 0;
  return answersNothing ? [] : [{ kind: 'queries', key: queriesKey, aggregates, projections }];
};

const projections = ({ aggregates, intakes, projections }: ServiceModel): ProjectionsFunction[] => {
  if (projections.length === 0) return [];
  const sources = [...aggregates, ...intakes].filter(({ name }) => projections.some(({ model }) => model.from.includes(name)));
  return [{ kind: 'projections', key: projectionsKey, sources, projections }];
};

// The other signals are sent where the commands are handled; only this one comes from the table's stream.
const reactions = (model: ServiceModel): ReactionsFunction[] => {
  const { aggregates, intakes, processes, publishers, receivers } = model;
  const all: readonly SourceEntry[] = [...aggregates, ...intakes];
  const receivedFrom = receivers.signals.includes('eventPostSave') ? all : [];
  const sources = all.filter(
    (source) =>
      receivedFrom.includes(source) ||
      isNamed(processes, 'from', source) ||
      publishers.some(({ model }) => model.from.includes(source.name)),
  );
  const targets = aggregates.filter((aggregate) => isNamed(processes, 'to', aggregate));
  const nothing = receivedFrom.length + processes.length + publishers.length === 0;
  const inline = inlineOf(model, targets);
  return nothing ? [] : [{ kind: 'reactions', key: reactionsKey, sources, receivedFrom, processes, publishers, targets, inline }];
};

const isNamed = (processes: readonly ProcessEntry[], part: 'from' | 'to', { name }: SourceEntry): boolean =>
  processes.some(({ model }) => model[part].includes(name));

/** The streams that processes have, named as those of an aggregate. */
export const ownStreams = (processes: readonly ProcessEntry[]): readonly { readonly name: string }[] =>
  processes.map(({ model }) => ({ name: model.streams }));

/** The processes of a service that have deadlines. */
export const withDeadlines = (processes: readonly ProcessEntry[]): readonly ProcessEntry[] =>
  processes.filter(({ model }) => model.deadlines.length > 0);

const deadlines = ({ processes }: ServiceModel): DeadlinesFunction[] => {
  const timed = withDeadlines(processes);
  return timed.length === 0 ? [] : [{ kind: 'deadlines', key: deadlinesKey, processes: timed }];
};
