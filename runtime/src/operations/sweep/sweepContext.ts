import type { StreamTips } from '../../eventStore/streamTips.js';
import type { SweepCursor } from '../../model/control.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import type { SweepTally } from './sweepTally.js';

/** What a sweep works with, beside what consumers do. */
export type SweepContext = {
  readonly tips: StreamTips;
  /** Where the run before ended. */
  readonly cursors: SweepCursors;
  /** Told of each stream that something was in the way of. */
  readonly onFailed: (facts: { readonly consumer: string; readonly stream: string; readonly error: unknown }) => void;
};

/** Keeps where a sweep that nobody asked for has got to. Methods throw StoreThrottled, StoreUnavailable or StoreRefused. */
export type SweepCursors = {
  load(): Promise<SweepCursor | undefined>;
  save(cursor: SweepCursor): Promise<void>;
};

/** What the steps of a sweep share. */
export type SweepWork = Pick<SweepContext, 'onFailed'> & {
  readonly consumers: readonly Consumer[];
  readonly runtime: ConsumerRuntime;
  readonly tally: SweepTally;
  /** Commits that were stored after this are left to the stream. ISO 8601, UTC. */
  readonly before: string;
  readonly dryRun: boolean;
  readonly hasTime: () => boolean;
};
