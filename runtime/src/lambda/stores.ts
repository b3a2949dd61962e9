import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDBBookmarks } from '../adapters/dynamodb/consumers/bookmarkStore.js';
import { dynamoDBParkedStore } from '../adapters/dynamodb/consumers/parkedStore.js';
import { dynamoDBReplayStore } from '../adapters/dynamodb/consumers/replayStore.js';
import { dynamoDBSweepCursors } from '../adapters/dynamodb/consumers/sweepCursors.js';
import { type CodecOptions, commitCodec } from '../adapters/dynamodb/events/commitCodec.js';
import { dynamoDBCommitScan } from '../adapters/dynamodb/events/commitScan.js';
import { dynamoDBStreamTips } from '../adapters/dynamodb/events/streamTips.js';
import { dynamoDBRowStore } from '../adapters/dynamodb/rows/rowStore.js';
import { dynamoDBVersionedRecords } from '../adapters/dynamodb/rows/versionedRecords.js';
import type { Snapshots, Warn } from '../commands/state/snapshots.js';
import { defined } from '../domain/defined.js';
import type { CommitScan } from '../eventStore/commitScan.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { StreamTips } from '../eventStore/streamTips.js';
import type { BegunReplay } from '../model/control.js';
import type { ReplayStore } from '../operations/replay/replay.js';
import type { SweepCursors } from '../operations/sweep/sweepContext.js';
import type { AnyProjection } from '../projections/projection.js';
import type { Slot } from '../projections/readStore.js';
import type { RowStore } from '../projections/rows/rowStore.js';
import { keptUnder } from '../projections/slots/slots.js';
import type { VersionedRecords } from '../projections/slots/versionedRecords.js';
import type { Bookmarks } from '../stream/bookmarks/bookmarks.js';
import type { ParkedStore } from '../stream/parked/parked.js';
import { eventStoreFromEnvironment } from './environment.js';
import type { SnapshotsPart } from './snapshots.js';
import { slotPurpose, tablesFromEnvironment } from './tables.js';

/** Stores of one container, on one client. Apart from the environment, since commands need no rows and so no lib-dynamodb. */
export type Stores = {
  readonly events: EventStore;
  readonly bookmarks: Bookmarks;
  readonly parked: ParkedStore;
  readonly tips: StreamTips;
  /** Where the sweep of a function stands. */
  sweepCursors(name: string): SweepCursors;
  /** Where a consumer's replay stands. */
  replays(consumer: string): ReplayStore;
  /** The rows in one slot. */
  rowsOf(projection: AnyProjection, slot: Slot): RowStore;
  /** The records of rebuilds, among them which slots are read. */
  readonly records: VersionedRecords;
  /** All events, for a rebuild. */
  readonly commits: CommitScan;
  snapshotsOf(part: SnapshotsPart, warn: Warn): Snapshots;
};

/** The stores on the tables that a function's environment names. @throws Error when the variable is missing */
export function storesFromEnvironment(format: CodecOptions = {}): Stores {
  const tables = tablesFromEnvironment();
  const events = eventStoreFromEnvironment(tables, format);
  const client = DynamoDBDocumentClient.from(tables.client);
  return {
    events,
    get bookmarks() {
      return dynamoDBBookmarks({ client, tableName: tables.name('bookmarks') });
    },
    get parked() {
      return dynamoDBParkedStore({ client, tableName: tables.name('parked') });
    },
    get records() {
      return dynamoDBVersionedRecords(client, tables.name('parked'));
    },
    get commits() {
      return dynamoDBCommitScan({ client: tables.client, tableName: tables.name('events'), codec: commitCodec(format) });
    },
    tips: dynamoDBStreamTips({ client: tables.client, tableName: tables.name('events') }),
    sweepCursors: (name) => dynamoDBSweepCursors(client, tables.name('parked'), name),
    replays: (consumer) => dynamoDBReplayStore<BegunReplay>(client, tables.name('parked'), consumer),
    rowsOf(projection, slot) {
      if (projection.store.open) return projection.store.open(projection, { name: tables.name(projection.name), slot });
      return dynamoDBRowStore({
        client,
        tableName: tables.name(slotPurpose(projection.name, slot)),
        projection,
        ...defined({ bookmarks: projection.key && { tableName: tables.name('bookmarks'), consumer: keptUnder(projection.name, slot) } }),
      });
    },
    snapshotsOf: (part, warn) => part(tables, warn),
  };
}
