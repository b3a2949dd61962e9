import type { CodecOptions } from '../adapters/dynamodb/events/commitCodec.js';

/**
 * The format of the library's own streams: JSON, since a service's serialiser knows the events of its aggregates only. All formats can be read.
 */
export function ownFormat({ serialiser, alsoReads = [], ...format }: CodecOptions = {}): CodecOptions {
  return { ...format, alsoReads: serialiser ? [serialiser, ...alsoReads] : alsoReads };
}
