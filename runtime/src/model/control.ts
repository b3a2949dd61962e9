/**
 * What the plugin's commands, and schedules, ask of a function that the events table's stream feeds, by a direct invocation of it: a consumer
 * runs where it always runs, with its own code, environment and permissions.
 */
export type ControlEvent = RedriveRequest | DiscardRequest;

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
  /** There was no time for all of it: it goes on when it is asked for again. */
  | { readonly status: 'unfinished' }
  /** A table did not let it: the stream is parked as before, or a little further on. */
  | { readonly status: 'failed'; readonly error: FailureText }
);

export type FailureText = { readonly name: string; readonly message: string };
