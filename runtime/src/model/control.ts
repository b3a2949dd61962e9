/**
 * What the plugin's commands, and schedules, ask of a function that the events table's stream feeds, by a direct invocation of it: a consumer
 * runs where it always runs, with its own code, environment and permissions.
 */
export type ControlEvent = ParkedRequest | SweepRequest;

export type ParkedRequest = RedriveRequest | DiscardRequest;

/** Tries parked streams of a consumer again: one, or as many as there is time for. */
export type RedriveRequest = {
  readonly eventSourcing: 'redrive';
  /** Such as `projections/catalogue`. */
  readonly consumer: string;
  /** Default: all. */
  readonly stream?: string;
  /** Where the answer before ended, when all are redriven. */
  readonly cursor?: string;
};

/** Goes past the commit that a stream is parked at, and tries the rest again. */
export type DiscardRequest = {
  readonly eventSourcing: 'discard';
  readonly consumer: string;
  readonly stream: string;
  /** Version that it must be parked at. Default: any. */
  readonly version?: number;
};

export type RedriveAnswer = {
  readonly streams: readonly RedrivenStream[];
  /** There may be more, from here on. */
  readonly cursor?: string;
};

/** What became of a parked stream. */
export type RedrivenStream = { readonly stream: string } & (
  | { readonly status: 'released'; readonly position: number }
  /** A commit failed again. */
  | { readonly status: 'parked'; readonly version: number; readonly error: FailureText }
  | { readonly status: 'notParked' }
  /** It is parked at another version than was given: nothing was done. */
  | { readonly status: 'otherVersion'; readonly version: number }
  /** There was no time for all of it: it goes on from there when it is asked for again. */
  | { readonly status: 'unfinished'; readonly position: number }
  /** A table did not let it: the stream is parked as before, or a little further on. */
  | { readonly status: 'failed'; readonly error: FailureText }
);

export type FailureText = { readonly name: string; readonly message: string };

/**
 * Compares how far the streams have got with how far the function's consumers have, and hands over what they lack; lets go of what is parked
 * for no reason any more.
 */
export type SweepRequest = {
  readonly eventSourcing: 'sweep';
  /** Where the answer before ended; none of it: from the beginning. Default: from where the run before ended, as the function keeps it. */
  readonly cursor?: SweepCursor;
  /** Counts what is behind, and mends nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Age that a stream's last commit must have, in seconds: younger ones may be under way. Default: 600. */
  readonly grace?: number;
  /** Ends after so many seconds, once the pages that it is at are done. Default: in time before the function ends. */
  readonly seconds?: number;
};

/** Where each part of the table stands: `null` for one that is done. */
export type SweepCursor = readonly (string | null)[];

export type SweepAnswer = {
  /** Streams that were looked at. */
  readonly streams: number;
  readonly consumers: readonly SweptConsumer[];
  /** All has been looked at: the cursor begins anew. */
  readonly done: boolean;
  readonly cursor: SweepCursor;
};

/** What a sweep found for a consumer. */
export type SweptConsumer = {
  readonly consumer: string;
  /** Streams that it was behind on, and that were not parked. */
  readonly behind: number;
  /** When the oldest last commit of such a stream was stored. ISO 8601, UTC. */
  readonly oldest?: string;
  /** Streams of those that it has caught up with. */
  readonly healed: number;
  /** Streams that are parked, since before or since now. */
  readonly parked: number;
  /** Streams that were let go of. */
  readonly released: number;
  /** Streams that a table did not let it catch up with. */
  readonly failed: number;
};
