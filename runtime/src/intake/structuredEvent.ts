import { cloudEventAttributes, invalidEvent, type ReceivedEvent } from './cloudEventAttributes.js';
import { contentOf, malformed } from './content.js';

/**
 * A CloudEvent in structured mode. Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 *
 * @throws MalformedRequest, ValidationFailed
 */
export function structuredEvent(value: unknown): ReceivedEvent {
  if (!isObject(value)) throw malformed('event', `must be a CloudEvent, an object of JSON, ${shown(value)} given`);
  const { data, data_base64: encoded, ...given } = value;
  const attributes = cloudEventAttributes(given);
  if (encoded === undefined) return { attributes, data };
  if (data === undefined && typeof encoded === 'string' && base64.test(encoded)) {
    return { attributes, data: contentOf(Buffer.from(encoded, 'base64'), attributes.datacontenttype) };
  }
  const message = data === undefined ? 'must be base64' : 'must not be there beside data';
  throw invalidEvent('A CloudEvent', [{ path: '/data_base64', rule: 'attribute', message }]);
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
};
