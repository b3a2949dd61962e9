import type { Snapshots } from '../../commands/state/snapshots.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { StreamList } from '../../eventStore/streamList.js';

/** What administration works with. Clock and chance are passed in, so that a test can say what they are. */
export type Work = {
  readonly store: EventStore;
  readonly streams: StreamList;
  /** Where the aggregate has snapshots. */
  readonly snapshots?: Pick<Snapshots, 'load'>;
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
};
