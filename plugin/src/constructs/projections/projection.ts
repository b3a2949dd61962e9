import { parkedTableId } from '../../cloudformation/naming.js';
import { allow, allowKeys, type Statement } from '../../cloudformation/statements.js';
import { type CloudFormationValue, getAtt } from '../../cloudformation/values.js';
import type { Defined } from '../schemas/definitions.js';
import type { ProjectionConfig } from './projectionsConfig.js';
import { readModelTableId, slots } from './readModelTable.js';

/** A projection, as the block and its definition have it. */
export type Projection = Defined<'projection', ProjectionConfig>;

/** Whether its rows are in a table of the template: they are in a store that is there without it, else. */
export const hasTable = ({ model }: Projection): boolean => model.store === 'dynamodb';

/** Whether positions are apart from its rows, which many streams feed. Another store has them with its rows: no transaction is over both. */
export const isShared = (projection: Projection): boolean => projection.model.shared && hasTable(projection);

/** The tables of both slots, of those that have any. */
export const rowTables = (projections: readonly Projection[]): CloudFormationValue[] =>
  projections.filter(hasTable).flatMap(({ name }) => slots.map((slot) => getAtt(readModelTableId(name, slot), 'Arn')));

/** What may be done with the tables of rows; nothing where there are none. */
export const withRows = (projections: readonly Projection[], actions: readonly string[]): Statement[] => {
  const tables = rowTables(projections);
  return tables.length === 0 ? [] : [allow(actions, tables)];
};

/** What rebuilds remember is in the table of parked streams. Who reads rows, or writes them with commits, asks there which slot they are in. */
export const rebuildNotes = (actions: readonly string[]): Statement => allowKeys(parkedTableId, actions, ['rebuilds']);
