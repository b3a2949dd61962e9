import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { EventSourcingError } from '../../../domain/errors.js';
import type { AnyProjection, OpenedReadStore, OpenOptions } from '../../../projections/projection.js';
import { type ReadModel, typedRows } from '../../../projections/readModel.js';
import type { RowReader } from '../../../projections/rows/rowStore.js';
import { dynamoDBServedRows } from './servedRows.js';

/** Whose rows are read: those of a deployed service. */
export type ServiceRows = {
  /** What the names of the service's tables begin with: its name and stage, `shop-dev`. */
  readonly tables: string;
  /** Default: one as the environment has it. */
  readonly client?: DynamoDBDocumentClient;
};

/**
 * Where a projection's rows are: in the service's tables, in whichever slot is read; in a reader of your own; or in one slot of a store
 * that opens itself.
 */
export type ReadModelRows<P extends AnyProjection> = ServiceRows | RowReader | (P['store'] extends OpenedReadStore ? OpenOptions : never);

/**
 * Reads the rows of a projection in a function or script of your own. It reads the slot that queries read, which it looks up in the table
 * `parked` every two seconds at most. Given a name of rows and a slot, it reads that slot only.
 *
 * @throws DefinitionInvalid for a name without a slot, and for a name if the rows are in DynamoDB
 *
 * @example
 * const items = readModel(catalogue, { tables: 'shop-dev' });
 * const { rows } = await items.query('byName', 'Chair');
 */
export function readModel<const P extends AnyProjection>(projection: P, rows: ReadModelRows<P>): ReadModel<P>;
export function readModel(projection: AnyProjection, rows: ServiceRows | RowReader | OpenOptions): ReadModel<AnyProjection> {
  return typedRows(projection, 'load' in rows ? rows : 'tables' in rows ? servedRowsOf(projection, rows) : openedRows(projection, rows));
}

function servedRowsOf(projection: AnyProjection, { tables, client }: ServiceRows): RowReader {
  return dynamoDBServedRows({ client: client ?? DynamoDBDocumentClient.from(new DynamoDBClient({})), tables, projection });
}

/** The rows in one slot. Which one is read, a name does not tell. */
function openedRows(projection: AnyProjection, options: Partial<OpenOptions>): RowReader {
  const { name, store } = projection;
  if (store.open && options.name !== undefined && options.slot !== undefined) {
    return store.open(projection, { name: options.name, slot: options.slot });
  }
  const follow = "Give readModel { tables: 'shop-dev' }, what the names of the service's tables begin with, and it follows rebuilds";
  const problem =
    options.slot === undefined
      ? `'${options.name}' is the name of rows in two slots, and does not say which of them is read: a rebuild changes it. ${follow}${store.open ? "; or say which slot you want, whichever is read: slot: 'a'" : ''}.`
      : `its rows are in DynamoDB, which has no store to be opened by the name '${options.name}'. ${follow}.`;
  throw new EventSourcingError({ code: 'DefinitionInvalid', message: `${name}: ${problem}`, details: { definition: name } });
}
