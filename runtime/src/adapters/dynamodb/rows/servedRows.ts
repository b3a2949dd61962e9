import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { defined } from '../../../domain/defined.js';
import type { AnyProjection } from '../../../projections/projection.js';
import type { RowReader } from '../../../projections/rows/rowStore.js';
import { servedRows } from '../../../projections/slots/servedRows.js';
import { keptUnder, recordedSlots } from '../../../projections/slots/slots.js';
import { dynamoDBRowStore } from './rowStore.js';
import { dynamoDBVersionedRecords } from './versionedRecords.js';

export type DynamoDBServedRowsOptions = {
  readonly client: DynamoDBDocumentClient;
  /** What the names of the service's tables begin with: its name and stage, `shop-dev`. */
  readonly tables: string;
  readonly projection: AnyProjection;
  /** Milliseconds. Default: the clock's. */
  readonly now?: () => number;
};

/**
 * The rows of a projection in the plugin's tables, for a reader of your own. It reads the slot that queries read, which it looks up in the
 * table `parked` every two seconds at most; it needs `dynamodb:GetItem` on that table.
 */
export function dynamoDBServedRows({ client, tables, projection, now = Date.now }: DynamoDBServedRowsOptions): RowReader {
  const name = `${tables}-${projection.name}`;
  return servedRows({
    projection,
    slots: recordedSlots(dynamoDBVersionedRecords(client, `${tables}-parked`)),
    open: (slot) =>
      projection.store.open?.(projection, { name, slot }) ??
      dynamoDBRowStore({
        client,
        tableName: slot === 'a' ? name : `${name}.b`,
        projection,
        ...defined({ bookmarks: projection.key && { tableName: `${tables}-bookmarks`, consumer: keptUnder(projection.name, slot) } }),
      }),
    now,
  });
}
