import type { Commit } from '../domain/commit.js';

/** Where the events belong that a serialiser works on. */
export type SerialiserContext = {
  readonly aggregate: string;
  readonly aggregateId: string;
  /** Version of the first event. */
  readonly version: number;
};

/**
 * Turns a commit's events into what is stored, and back. What it gives back must equal what it was given, as JSON has it, whatever keys an event
 * has beside `type` and `data`.
 *
 * @example
 * const sorted: Serialiser = {
 *   name: 'sorted',
 *   encode: (events) => stringifySorted(events),
 *   decode: (bytes) => JSON.parse(bytes.toString()),
 * };
 */
export type Serialiser = {
  /** Stored with the events, to be read by the same again: a small letter, then at most 31 small letters, digits and hyphens. */
  readonly name: string;
  encode(events: Commit['events'], context: SerialiserContext): Uint8Array | string | Promise<Uint8Array | string>;
  /** `bytes`: what `encode` gave; of a text, its UTF-8. */
  decode(bytes: Buffer, context: SerialiserContext): Commit['events'] | Promise<Commit['events']>;
};
