import type { Serialiser } from './serialiser.js';

/** Events as JSON text: what a store writes unless it is told otherwise, and what every store reads. */
export const json: Serialiser = {
  name: 'json',
  encode: (events) => JSON.stringify(events),
  decode: (bytes) => JSON.parse(bytes.toString()),
};
