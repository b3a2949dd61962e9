import type { StreamTips } from '../../eventStore/streamTips.js';
import type { SweepCursor } from '../../model/control.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import type { SweepTally } from './sweepTally.js';

/** What a sweep needs in addition to what consumers need. */
export type SweepContext = {
  readonly tips: StreamTips;
  /** Where the previous run ended. */
  readonly cursors: SweepCursors;
  /** Called for each stream that could not be processed. */
  readonly onFailed: (facts: { readonly consumer: string; readonly stream: string; readonly error: unknown }) => void;
};

/** Keeps how far the scheduled sweep is. Methods throw StoreThrottled, StoreUnavailable or StoreRefused. */
export type SweepCursors = {
  load(): Promise<SweepCursor | undefined>;
  save(cursor: SweepCursor): Promise<void>;
};

/** What the parts of a sweep share. */
export type SweepWork = Pick<SweepContext, 'onFailed'> & {
  readonly consumers: readonly Consumer[];
  readonly runtime: ConsumerRuntime;
  readonly tally: SweepTally;
  /** Commits that were stored after this are left to the stream. ISO 8601, UTC. */
  readonly before: string;
  readonly dryRun: boolean;
  readonly hasTime: () => boolean;
};
