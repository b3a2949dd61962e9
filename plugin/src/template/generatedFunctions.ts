import type { CommandQueueConfig } from '../config/config.js';
import type { AggregateEntry, ProjectionEntry, ServiceModel } from '../model/model.js';
import { commandQueueKey, commandsKey, projectionsKey, queriesKey, reactionsKey } from './naming.js';

/** A function that the plugin makes: roles, routes, streams and entry files follow from it. */
export type GeneratedFunction = CommandsFunction | CommandQueueFunction | QueriesFunction | ProjectionsFunction | ReactionsFunction;

export type CommandsFunction = { readonly kind: 'commands'; readonly key: string; readonly aggregate: AggregateEntry };

/** Executes the commands that come by the queue, of all aggregates. */
export type CommandQueueFunction = {
  readonly kind: 'commandQueue';
  readonly key: string;
  readonly aggregates: readonly AggregateEntry[];
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
  /** Aggregates that feed at least one of the projections. */
  readonly aggregates: readonly AggregateEntry[];
  readonly projections: readonly ProjectionEntry[];
};

/** Whatever the events table's stream feeds beside projections: one function, since DynamoDB serves two readers of a stream and no more. */
export type ReactionsFunction = {
  readonly kind: 'reactions';
  readonly key: string;
  /** Aggregates whose streams feed at least one of the consumers. */
  readonly aggregates: readonly AggregateEntry[];
  /** Aggregates whose commits receivers of `eventPostSave` are told of; none where there is no such receiver. */
  readonly receivedFrom: readonly AggregateEntry[];
};

/** The functions of a service. Two of them at most read the events table's stream: DynamoDB serves no more readers of a shard. */
export const generatedFunctions = (model: ServiceModel): GeneratedFunction[] => [
  ...model.aggregates.map((aggregate): GeneratedFunction => ({ kind: 'commands', key: commandsKey(aggregate.name), aggregate })),
  ...commandQueue(model),
  ...queries(model),
  ...projections(model),
  ...reactions(model),
];

const commandQueue = ({ aggregates, commandQueue: queue }: ServiceModel): CommandQueueFunction[] =>
  queue === false ? [] : [{ kind: 'commandQueue', key: commandQueueKey, aggregates, queue }];

const queries = (model: ServiceModel): QueriesFunction[] => {
  const aggregates = model.aggregates.filter(({ http }) => http !== false);
  const projections = model.projections.filter(({ http }) => http !== false);
  const answersNothing = aggregates.length + projections.length === 0;
  return answersNothing ? [] : [{ kind: 'queries', key: queriesKey, aggregates, projections }];
};

const projections = ({ aggregates, projections }: ServiceModel): ProjectionsFunction[] => {
  if (projections.length === 0) return [];
  const feeding = aggregates.filter(({ name }) => projections.some(({ model }) => model.from.includes(name)));
  return [{ kind: 'projections', key: projectionsKey, aggregates: feeding, projections }];
};

// The other signals are sent where the commands are handled; only this one comes from the table's stream.
const reactions = ({ aggregates, receivers }: ServiceModel): ReactionsFunction[] => {
  const receivedFrom = receivers.signals.includes('eventPostSave') ? aggregates : [];
  return receivedFrom.length === 0 ? [] : [{ kind: 'reactions', key: reactionsKey, aggregates: receivedFrom, receivedFrom }];
};
