/** Why a commit was parked. */
export type ParkedError = { readonly name: string; readonly message: string };

/** A stream that is stopped for one consumer: a commit kept failing, and later ones wait behind it. The commits themselves are in the events table. */
export type Parked = {
  readonly consumer: string;
  readonly stream: string;
  /** Version of the first event of the commit that failed. */
  readonly version: number;
  /** Version of the last event that is known to wait. */
  readonly last: number;
  readonly error: ParkedError;
  /** When it was parked. ISO 8601, UTC. */
  readonly at: string;
};

export type ParkedPage = { readonly parked: readonly Parked[]; readonly cursor?: string };

/** Parked streams. Every method throws StoreThrottled, StoreUnavailable or StoreRefused. */
export type ParkedStore = {
  /** Read consistently. */
  load(consumer: string, stream: string): Promise<Parked | undefined>;

  /** Parks a stream. One that is parked already keeps its time, and `last` if that is later. */
  park(parked: Parked): Promise<void>;

  /** Says that commits up to `last` wait, if the stream is parked. Says whether it is. */
  extend(consumer: string, stream: string, last: number): Promise<boolean>;

  /** Lets a stream go, if nothing waits beyond `last`. Says whether it is parked no more. */
  release(consumer: string, stream: string, last: number): Promise<boolean>;

  /** Streams that are parked for a consumer, at most `limit` of them. */
  list(consumer: string, page: { readonly limit: number; readonly cursor?: string }): Promise<ParkedPage>;

  /** How many streams are parked for a consumer. */
  count(consumer: string): Promise<number>;
};

/** Longest text of an error that is kept, in characters: an item has its limits. */
const longestMessage = 4000;

/** What is kept of a thrown value. */
export function parkedError(error: unknown): ParkedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error).slice(0, longestMessage) };
  const reason = error.cause instanceof Error && !error.message.includes(error.cause.message) ? ` (${error.cause.message})` : '';
  return { name: error.name, message: `${error.message}${reason}`.slice(0, longestMessage) };
}
