import type { CodecOptions } from '../adapters/dynamodb/events/commitCodec.js';

/**
 * What the commits of this library's own streams are written as: JSON, since a service's serialiser knows the events of its aggregates only. All
 * that is there is read.
 */
export function ownFormat({ serialiser, alsoReads = [], ...format }: CodecOptions = {}): CodecOptions {
  return { ...format, alsoReads: serialiser ? [serialiser, ...alsoReads] : alsoReads };
}
