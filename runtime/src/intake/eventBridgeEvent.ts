import { cloudEventAttributes, type ReceivedEvent } from './cloudEventAttributes.js';
import { isObject, structuredEvent } from './structuredEvent.js';

/** Whether a value is an event as EventBridge delivers it. Source: EventBridge user guide, «Event structure». */
export const isEventBridgeEvent = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && 'detail-type' in value && 'detail' in value && 'source' in value;

/**
 * What EventBridge delivered, as a CloudEvent: its detail, where that is one (as a publisher of this library makes it); else its id, source
 * and detail-type, with the detail as data.
 *
 * @throws ValidationFailed, MalformedRequest
 */
export function eventBridgeEvent({
  id,
  source,
  'detail-type': type,
  time,
  account,
  region,
  detail,
}: Readonly<Record<string, unknown>>): ReceivedEvent {
  if (isObject(detail) && 'specversion' in detail) return structuredEvent(detail);
  return {
    attributes: cloudEventAttributes({ specversion: '1.0', id, source, type, time, awsaccount: account, awsregion: region }),
    data: detail,
  };
}
