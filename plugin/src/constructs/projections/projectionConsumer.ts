import { bookmarksTableId, eventsTableId } from '../../cloudformation/naming.js';
import { allow, ofStreams, type Statement, useStatements } from '../../cloudformation/statements.js';
import { getAtt } from '../../cloudformation/values.js';
import type { Consumer, ConsumerPart, Facts } from '../../pipeline/facts.js';
import { js } from '../../pipeline/source.js';
import { validated } from '../schemas/definitions.js';
import { isShared, type Projection, rebuildNotes, withRows } from './projection.js';
import { rowsText } from './rebuildTexts.js';

const prefix = 'projections/';

/** The consumers that projections are: the first reader of the stream runs them, and no other. */
export const projectionConsumers = (projections: readonly Projection[]): Consumer[] => {
  const part: Consumer['part'] = (names, facts) => [
    projectionsPart(
      projections.filter(({ name }) => names.includes(`${prefix}${name}`)),
      facts,
    ),
  ];
  return projections.map((projection) => ({
    name: `${prefix}${projection.name}`,
    known: { name: projection.name, as: 'a projection' },
    reader: 'projections',
    ...(projection.isolated && { isolated: `${projection.name}Projection` }),
    from: projection.model.from,
    bookmarks: isShared(projection),
    parkedAs: `${prefix}*`,
    rowsText: (rows) => rowsText(projection.name, rows),
    part,
  }));
};

const projectionsPart = (projections: readonly Projection[], facts: Facts): ConsumerPart => ({
  description: { text: 'Projections', names: projections.map(({ name }) => name) },
  entry: { options: { projections: projections.map(({ source }) => js`${source}`) } },
  validates: projections.map((projection) => validated('projection', 'projections', projection)),
  statements: [
    // A deleted row leaves a tombstone, which is put in its place: no delete is needed.
    ...withRows(projections, ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:PartiQLInsert']),
    ...rebuildStatements(projections, facts),
  ],
});

/**
 * What a rebuild takes. Who keeps rows reads all events (a scan has no keys, so that it cannot be narrowed), keeps where it stands, as no
 * consumer, and empties the slot that is read no more.
 */
const rebuildStatements = (projections: readonly Projection[], { sources }: Facts): Statement[] => {
  const from = sources.map(({ name }) => name).filter((name) => projections.some(({ model }) => model.from.includes(name)));
  return [
    rebuildNotes(['dynamodb:GetItem', 'dynamodb:PutItem']),
    allow(['dynamodb:Scan', 'dynamodb:DescribeTable'], [getAtt(eventsTableId, 'Arn')]),
    ...withRows(projections, ['dynamodb:Scan', 'dynamodb:BatchWriteItem']),
    ...(projections.some(isShared)
      ? useStatements([
          { table: bookmarksTableId, actions: ['dynamodb:Scan'] },
          ofStreams(from, ['dynamodb:BatchWriteItem'], bookmarksTableId),
        ])
      : []),
  ];
};
