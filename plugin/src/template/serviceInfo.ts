import type { ServiceModel } from '../model/model.js';
import { hasBookmarks, hasParked } from './consumerTables.js';
import { hasGuards } from './guardsTable.js';
import {
  bookmarksTableName,
  commandDeadLettersName,
  commandQueueName,
  eventsTableName,
  guardsTableName,
  parkedTableName,
  snapshotsTableName,
  tableName,
} from './naming.js';
import { hasSnapshots } from './snapshotsTable.js';

/** What `serverless info` and `serverless deploy` show of the service. */
export const serviceInfo = (model: ServiceModel): string[] => {
  const snapshots = hasSnapshots(model) ? [snapshotsTableName(model)] : [];
  const guards = hasGuards(model) ? [guardsTableName(model)] : [];
  const bookmarks = hasBookmarks(model) ? [bookmarksTableName(model)] : [];
  const parked = hasParked(model) ? [parkedTableName(model)] : [];
  const tables = [
    eventsTableName(model),
    ...guards,
    ...snapshots,
    ...bookmarks,
    ...parked,
    ...model.projections.map(({ name }) => tableName(model, name)),
  ];
  return [
    `aggregates: ${names(model.aggregates)}`,
    ...(model.projections.length > 0 ? [`projections: ${names(model.projections)}`] : []),
    `tables: ${tables.join(', ')}`,
    ...(model.commandQueue === false ? [] : [`queues: ${commandQueueName(model)}, ${commandDeadLettersName(model)}`]),
  ];
};

const names = (entries: readonly { readonly name: string }[]): string => entries.map(({ name }) => name).join(', ');
