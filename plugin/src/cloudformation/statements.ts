import { keepsBookmarks, readsBookmarks } from '../constructs/consumers/consumerTables.js';
import { hasTable } from '../constructs/projections/readModelTable.js';
import type { AggregateEntry, ProcessEntry, ProjectionEntry } from '../model/model.js';
import { consumerNames } from '../template/consumers.js';
import { type GeneratedFunction, ownStreams } from '../template/generatedFunctions.js';
import {
  bookmarksTableId,
  eventsTableId,
  guardsTableId,
  parkedTableId,
  readModelTableId,
  slots,
  snapshotsTableId,
  streamPrefix,
} from './naming.js';
import { type CloudFormationValue, getAtt, sub } from './values.js';

/** A statement of a policy. */
export type Statement = { readonly [key: string]: CloudFormationValue };

export const allow = (actions: readonly string[], resources: readonly CloudFormationValue[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

/** What a function may do with tables. None may update or delete an event. */
export const tableStatements = (generated: GeneratedFunction): Statement[] => {
  switch (generated.kind) {
    case 'commands':
      return [...executingCommands([generated.aggregate], generated.aggregate.model.guards), ...writingWithCommits(generated.inline)];
    case 'commandQueue':
      return [...executingCommands(generated.aggregates, true), ...writingWithCommits(generated.inline)];
    case 'queries':
      return [
        ...readingEvents(generated.aggregates),
        ...snapshotsOf(generated.aggregates, ['dynamodb:GetItem']),
        ...readingRows(generated.projections),
        ...(readsBookmarks(generated) ? [allow(['dynamodb:BatchGetItem'], [getAtt(bookmarksTableId, 'Arn')])] : []),
      ];
    case 'projections':
      return [
        ...fed(generated),
        ...readingEvents(generated.sources),
        ...writingRows(generated.projections),
        ...bookmarksOf(generated, generated.sources),
        ...parkingFor('projections/*'),
      ];
    case 'reactions':
      return [
        ...fed(generated),
        ...readingEvents(generated.sources),
        ...(generated.targets.length > 0 ? [...executingCommands(generated.targets, true), ...writingWithCommits(generated.inline)] : []),
        ...recording(generated.processes),
        ...bookmarksOf(generated, [...generated.sources, ...ownStreams(generated.processes)]),
        ...parkingFor(...consumerNames(generated)),
      ];
    case 'deadlines':
      return recording(generated.processes);
    case 'intake':
      return [onStreamsOf([generated.intake], ['dynamodb:PutItem'])];
  }
};

type Named = { readonly name: string };

/** A process's own streams: as an aggregate's, and none has a guard. */
const recording = (processes: readonly ProcessEntry[]): Statement[] =>
  processes.length > 0 ? [onStreamsOf(ownStreams(processes), ['dynamodb:PutItem', 'dynamodb:Query'])] : [];

/** A table's key begins with the aggregate's name: a function reaches its own aggregates' streams only. */
export const onStreamsOf = (aggregates: readonly Named[], actions: readonly string[], tableId = eventsTableId): Statement => ({
  ...allow(actions, [getAtt(tableId, 'Arn')]),
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': aggregates.map(({ name }) => `${streamPrefix(name)}*`) } },
});

const executingCommands = (aggregates: readonly AggregateEntry[], guards: boolean): Statement[] => [
  onStreamsOf(aggregates, ['dynamodb:PutItem', 'dynamodb:Query']),
  // A guard's key begins with the aggregate's name too. A value that is given up is deleted, or checked to be another's; no event ever is.
  ...(guards ? [onStreamsOf(aggregates, guardActions, guardsTableId)] : []),
  ...snapshotsOf(aggregates, ['dynamodb:GetItem', 'dynamodb:PutItem']),
];

const guardActions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

const snapshotsOf = (aggregates: readonly AggregateEntry[], actions: readonly string[]): Statement[] => {
  const kept = aggregates.filter(({ snapshot }) => snapshot !== false);
  return kept.length === 0 ? [] : [onStreamsOf(kept, actions, snapshotsTableId)];
};

const readingEvents = (aggregates: readonly Named[]): Statement[] =>
  aggregates.length > 0 ? [onStreamsOf(aggregates, ['dynamodb:Query'])] : [];

const readingRows = (projections: readonly ProjectionEntry[]): Statement[] => {
  const kept = projections.filter(hasTable);
  if (kept.length === 0) return [];
  const indexes = kept
    .filter(({ model }) => Object.keys(model.indexes).length > 0)
    .flatMap(({ name }) => slots.map((slot) => sub(`\${${readModelTableId(name, slot)}.Arn}/index/*`)));
  return [allow(['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'], [...rowTables(projections), ...indexes])];
};

/** The tables of both slots, of those that have any. */
export const rowTables = (projections: readonly ProjectionEntry[]): CloudFormationValue[] =>
  projections.filter(hasTable).flatMap(({ name }) => slots.map((slot) => getAtt(readModelTableId(name, slot), 'Arn')));

// A deleted row leaves a tombstone, which is put in its place: no delete is needed.
const writingRows = (projections: readonly ProjectionEntry[]): Statement[] => {
  const tables = rowTables(projections);
  return tables.length === 0 ? [] : [allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:PartiQLInsert'], tables)];
};

// One row at a time, in the transaction of its commit.
const writingWithCommits = (projections: readonly ProjectionEntry[]): Statement[] => {
  const tables = rowTables(projections);
  return tables.length === 0 ? [] : [allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], tables)];
};

// A position's key begins with its stream's name.
const bookmarksOf = (generated: GeneratedFunction, aggregates: readonly Named[]): Statement[] =>
  keepsBookmarks(generated) ? [onStreamsOf(aggregates, ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], bookmarksTableId)] : [];

// A parked stream's key begins with its consumer's name. A redrive lists them, and lets them go.
const parkingFor = (...consumers: readonly string[]): Statement[] =>
  consumers.length === 0
    ? []
    : [
        {
          ...allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'], [getAtt(parkedTableId, 'Arn')]),
          Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': consumers } },
        },
      ];

/** A function behind a queue does not read the table's stream. */
const fed = ({ queued }: { readonly queued: boolean }): Statement[] => (queued ? [] : [readingStream]);

const readingStream: Statement = allow(
  ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'],
  [getAtt(eventsTableId, 'StreamArn')],
);
