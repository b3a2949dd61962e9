import type { AggregateModel } from 'serverless-event-sourcing-runtime/model';
import { ofStreams, type TableUse, writingEvents } from '../../cloudformation/statements.js';
import type { Executor, StreamSource } from '../../pipeline/facts.js';
import { js, json, object, runtime, type Source } from '../../pipeline/source.js';
import { type Defined, validated } from '../schemas/definitions.js';
import type { AggregateConfig } from './aggregatesConfig.js';
import { commandsKey, guardsTableId, snapshotsTableId } from './names.js';

/** An aggregate, as the block and its definition have it. */
export type Aggregate = Omit<Defined<'aggregate', AggregateConfig>, 'snapshot'> & {
  /** `false`: states are folded from all events. `every`: events between two snapshots. */
  readonly snapshot: false | { readonly every: number };
};

const defaultEvery = 100;

/** `serverless.yml` has the last word; without one, the definition says whether there are snapshots. */
export const snapshotOf = (configured: AggregateConfig['snapshot'], { snapshot }: AggregateModel): Aggregate['snapshot'] => {
  if (configured === false || (configured === undefined && !snapshot)) return false;
  if (typeof configured === 'object') return configured;
  return { every: snapshot?.every ?? defaultEvery };
};

export const sourceOf = ({ name, source, model }: Aggregate): StreamSource => ({
  name,
  source,
  events: Object.keys(model.events).map((type) => `${name}.${type}`),
  takesCommands: true,
});

export const executorOf = (aggregate: Aggregate): Executor => {
  const { name, source, http } = aggregate;
  return {
    name,
    definition: validated('aggregate', 'aggregates', aggregate),
    functionKey: commandsKey(name),
    byHttp: http !== false,
    entry: object({ aggregate: js`${source}`, snapshots: snapshotsSource(aggregate) }),
    writes: writesOf(aggregate, true),
  };
};

/** What a handler keeps snapshots with; undefined where there are none. */
export const snapshotsSource = ({ snapshot }: Aggregate): Source | undefined =>
  snapshot === false ? undefined : js`${runtime('lambda', 'snapshots')}({ every: ${json(snapshot.every)} })`;

/** What is written with commands. A guard's key begins with the aggregate's name too. A value that is given up is deleted, or checked to be another's; no event ever is. */
export const writesOf = ({ name, snapshot }: Aggregate, guards: boolean): TableUse[] => [
  writingEvents([name]),
  ...(guards ? [ofStreams([name], guardActions, guardsTableId)] : []),
  ...(snapshot === false ? [] : [ofStreams([name], ['dynamodb:GetItem', 'dynamodb:PutItem'], snapshotsTableId)]),
];

const guardActions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];
