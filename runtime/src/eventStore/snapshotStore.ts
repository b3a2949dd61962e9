import type { RecentCommands } from '../domain/commands/recentCommands.js';

/**
 * A state at a version: a cache, always safe to delete. It is kept by the aggregate's declared snapshot version, so that a rolling
 * deploy's two versions of the code do not overwrite each other's.
 */
export type Snapshot = {
  /** `Item/42` */
  readonly stream: string;
  /** The aggregate's declared snapshot version. */
  readonly schema: number;
  /** Version of the last event in it. */
  readonly version: number;
  /** The state as JSON text. */
  readonly state: string;
  readonly closed: boolean;
  /** Time of the last commit in it. */
  readonly at: string;
  /** The newest commands of the stream up to `version`. The last of them is that of the snapshot's last commit. */
  readonly recent: RecentCommands;
};

/** Storage of snapshots. Snapshots are verified against the events, so reads need not be consistent. */
export type SnapshotStore = {
  /** The snapshot of a stream, if there is one that can be read. @throws StoreThrottled, StoreUnavailable, StoreRefused */
  load(stream: string, schema: number): Promise<Snapshot | undefined>;

  /** Keeps a snapshot, if it is later than the one that is there. @throws SnapshotTooLarge, StoreThrottled, StoreUnavailable, StoreRefused */
  save(snapshot: Snapshot): Promise<void>;
};
