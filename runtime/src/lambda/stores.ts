import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Snapshots, Warn } from '../commands/snapshots.js';
import type { ReplayStore } from '../control/replay.js';
import type { SweepCursors } from '../control/sweep.js';
import { dynamoDBBookmarks } from '../dynamodb/bookmarkStore.js';
import { type CodecOptions, commitCodec } from '../dynamodb/commitCodec.js';
import { dynamoDBCommitScan } from '../dynamodb/commitScan.js';
import { dynamoDBNotes } from '../dynamodb/notes.js';
import { dynamoDBParkedStore } from '../dynamodb/parkedStore.js';
import { dynamoDBReplayStore } from '../dynamodb/replayStore.js';
import { dynamoDBRowStore } from '../dynamodb/rowStore.js';
import { dynamoDBStreamTips } from '../dynamodb/streamTips.js';
import { dynamoDBSweepCursors } from '../dynamodb/sweepCursors.js';
import type { CommitScan } from '../eventStore/commitScan.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { StreamTips } from '../eventStore/streamTips.js';
import type { BegunReplay } from '../model/control.js';
import type { Notes } from '../projections/notes.js';
import type { AnyProjection } from '../projections/projection.js';
import type { Slot } from '../projections/readStore.js';
import type { RowStore } from '../projections/rowStore.js';
import { keptUnder } from '../projections/slots.js';
import type { Bookmarks } from '../stream/bookmarks.js';
import type { ParkedStore } from '../stream/parked.js';
import { eventStoreFromEnvironment, slotPurpose, tablesFromEnvironment } from './environment.js';
import type { SnapshotsPart } from './snapshots.js';

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
  /** What rebuilds remember: which slots are read, among it. */
  readonly notes: Notes;
  /** All events, for a rebuild. */
  readonly commits: CommitScan;
  snapshotsOf(part: SnapshotsPart, warn: Warn): Snapshots;
};

/** The stores that a function's environment tells of. @throws Error when the variable is missing */
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
    get notes() {
      return dynamoDBNotes(client, tables.name('parked'));
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
        ...(projection.key ? { bookmarks: { tableName: tables.name('bookmarks'), consumer: keptUnder(projection.name, slot) } } : {}),
      });
    },
    snapshotsOf: (part, warn) => part(tables, warn),
  };
}
