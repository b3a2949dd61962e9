import { dynamoDBSnapshotStore } from '../adapters/dynamodb/snapshots/snapshotStore.js';
import { createSnapshots } from '../commands/state/createSnapshots.js';
import type { Snapshots, Warn } from '../commands/state/snapshots.js';
import type { Tables } from './tables.js';

/** Makes a function's snapshots: on its tables, with `warn` called for failures that do not fail a command. */
export type SnapshotsPart = (tables: Tables, warn: Warn) => Snapshots;

/** Snapshots, for the commands of an aggregate that has them: other functions bundle nothing of it. `every`: events between two of them. */
export const snapshots =
  ({ every }: { readonly every: number }): SnapshotsPart =>
  ({ client, name }, warn) =>
    createSnapshots(dynamoDBSnapshotStore({ client, tableName: name('snapshots') }), every, warn);
