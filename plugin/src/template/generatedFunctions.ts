import {
  commandQueueKey,
  commandsKey,
  deadlinesKey,
  intakeKey,
  isolatedKeys,
  projectionsKey,
  queriesKey,
  reactionsKey,
} from '../cloudformation/naming.js';
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
  /** A queue of its own feeds it, instead of the table's stream. */
  readonly queued: boolean;
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
  /** A queue of its own feeds it, instead of the table's stream. */
  readonly queued: boolean;
  /** Functions that it tells of commits through their queues. */
  readonly forwards: readonly (ProjectionsFunction | ReactionsFunction)[];
};

/** Records what comes in from outside, of one intake: none reaches the streams of another. */
export type IntakeFunction = { readonly kind: 'intake'; readonly key: string; readonly intake: IntakeEntry };

/** Seconds that the function of an intake has: API Gateway gives up after 30, and a queue's visibility timeout is 30 unless it says otherwise. */
export const intakeTimeout = 28;

/** Seconds that a function of consumers has, whatever feeds it. */
export const consumersTimeout = 300;

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

/** Those that are together read the events table's stream; one that is isolated has a function of its own. */
const projections = (model: ServiceModel): ProjectionsFunction[] => {
  const together = model.projections.filter(({ isolated }) => !isolated);
  return [
    ...(together.length > 0 ? [projectionsFunction(model, projectionsKey, together)] : []),
    ...model.projections
      .filter(({ isolated }) => isolated)
      .map((one) => ({ ...projectionsFunction(model, isolatedKeys.projection(one.name), [one]), queued: true })),
  ];
};

const projectionsFunction = (
  { aggregates, intakes }: ServiceModel,
  key: string,
  projections: readonly ProjectionEntry[],
): ProjectionsFunction => ({
  kind: 'projections',
  key,
  sources: [...aggregates, ...intakes].filter(({ name }) => projections.some(({ model }) => model.from.includes(name))),
  projections,
  queued: false,
});

/** The consumers beside projections that one function runs. */
type Share = {
  readonly receives: boolean;
  readonly processes: readonly ProcessEntry[];
  readonly publishers: readonly PublisherEntry[];
};

const reactions = (model: ServiceModel): ReactionsFunction[] => {
  const { processes, publishers, receivers } = model;
  // The other signals are sent where the commands are handled; only this one comes from the table's stream.
  const receives = receivers.signals.includes('eventPostSave');
  const nobody: Share = { receives: false, processes: [], publishers: [] };
  const alone: readonly [string, Share][] = [
    ...(receives && receivers.isolated ? [[isolatedKeys.receivers, { ...nobody, receives }] as [string, Share]] : []),
    ...processes
      .filter(({ isolated }) => isolated)
      .map((one): [string, Share] => [isolatedKeys.process(one.name), { ...nobody, processes: [one] }]),
    ...publishers
      .filter(({ isolated }) => isolated)
      .map((one): [string, Share] => [isolatedKeys.publisher(one.name), { ...nobody, publishers: [one] }]),
  ];
  const isolated = alone.map(([key, share]) => ({ ...reactionsFunction(model, key, share), queued: true }));
  const together: Share = {
    receives: receives && !receivers.isolated,
    processes: processes.filter((one) => !one.isolated),
    publishers: publishers.filter((one) => !one.isolated),
  };
  const forwards = [...isolated, ...projections(model).filter(({ queued }) => queued)];
  const nothing = !together.receives && together.processes.length + together.publishers.length + forwards.length === 0;
  return nothing ? [] : [{ ...reactionsFunction(model, reactionsKey, together), forwards }, ...isolated];
};

const reactionsFunction = (model: ServiceModel, key: string, { receives, processes, publishers }: Share): ReactionsFunction => {
  const { aggregates, intakes } = model;
  const all: readonly SourceEntry[] = [...aggregates, ...intakes];
  const receivedFrom = receives ? all : [];
  const targets = aggregates.filter((aggregate) => isNamed(processes, 'to', aggregate));
  return {
    kind: 'reactions',
    key,
    sources: all.filter(
      (source) =>
        receivedFrom.includes(source) ||
        isNamed(processes, 'from', source) ||
        publishers.some(({ model }) => model.from.includes(source.name)),
    ),
    receivedFrom,
    processes,
    publishers,
    targets,
    inline: inlineOf(model, targets),
    queued: false,
    forwards: [],
  };
};

const isNamed = (processes: readonly ProcessEntry[], part: 'from' | 'to', { name }: SourceEntry): boolean =>
  processes.some(({ model }) => model[part].includes(name));

/** What the names of the streams begin with that feed the consumers of a function. */
export const followedBy = (generated: ProjectionsFunction | ReactionsFunction): readonly { readonly name: string }[] =>
  generated.kind === 'reactions' ? [...generated.sources, ...ownStreams(generated.processes)] : generated.sources;

/** What the names of the streams begin with that feed a function, for itself and for those that it tells. */
export const fedBy = (generated: ProjectionsFunction | ReactionsFunction): readonly { readonly name: string }[] => {
  const fed = generated.kind === 'reactions' ? [generated, ...generated.forwards] : [generated];
  return [...new Map(fed.flatMap(followedBy).map((named) => [named.name, named])).values()];
};

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
