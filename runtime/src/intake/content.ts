import { EventSourcingError } from '../domain/errors.js';

const json = /^[\w.-]+\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const text = /^(?:text\/|[\w.-]+\/(?:[\w.-]+\+)?xml\s*(?:;|$))/i;

/**
 * Data of a CloudEvent that came as bytes: JSON where nothing else is said, a text for a media type of texts, else in base64. None for none.
 *
 * @throws MalformedRequest for a text that is not JSON, or not UTF-8
 */
export function contentOf(bytes: Uint8Array, mediaType = 'application/json'): unknown {
  if (bytes.length === 0) return undefined;
  if (json.test(mediaType)) return parseJson(bytes, 'data');
  return text.test(mediaType) ? decode(bytes, 'data') : Buffer.from(bytes).toString('base64');
}

/** @throws MalformedRequest; `where` says of what */
export function parseJson(given: Uint8Array | string, where: string): unknown {
  const from = typeof given === 'string' ? given : decode(given, where);
  try {
    return JSON.parse(from);
  } catch (cause) {
    throw malformed(where, `is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function decode(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed(where, 'is not UTF-8', cause);
  }
}

/** The error for content that is not an event at all. */
export const malformed = (where: string, problem: string, cause?: unknown) =>
  new EventSourcingError({ code: 'MalformedRequest', message: `The ${where} ${problem}.`, details: { where }, cause });
