import type { EventStore } from '../eventStore/eventStore.js';
import type { ParkedStore } from './parked/parked.js';

/** What consumers run with. */
export type ConsumerRuntime = {
  readonly store: EventStore;
  readonly parked: ParkedStore;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds until this invocation is ended. */
  readonly timeLeft: () => number;
  /** Called for each stream that is parked. */
  readonly onParked: (facts: {
    readonly consumer: string;
    readonly stream: string;
    readonly version: number;
    readonly error: unknown;
  }) => void;
};
