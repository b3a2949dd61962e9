import type { ReceivedEvent } from './cloudEventAttributes.js';
import { parseJson } from './content.js';
import { eventBridgeEvent, isEventBridgeEvent } from './eventBridgeEvent.js';
import { isKafkaEvent, kafkaEvent, recordsOf } from './kafkaRecord.js';
import { isObject, structuredEvent } from './structuredEvent.js';

/**
 * The CloudEvents that a message of a queue holds, whoever put it there: one, or a list of them; what SNS or EventBridge pass on; records
 * of Kafka that were set aside.
 *
 * @throws MalformedRequest, ValidationFailed
 */
export const messageEvents = (body: string): readonly ReceivedEvent[] => eventsIn(parseJson(body, 'message'));

function eventsIn(value: unknown): readonly ReceivedEvent[] {
  if (Array.isArray(value)) return value.map(structuredEvent);
  if (isNotification(value)) return eventsIn(parseJson(value.Message, 'message of the topic'));
  if (isEventBridgeEvent(value)) return [eventBridgeEvent(value)];
  if (isKafkaEvent(value)) return recordsOf(value).map(kafkaEvent);
  return [structuredEvent(value)];
}

/** What SNS puts around a message, unless its subscription asks for the raw one. */
const isNotification = (value: unknown): value is { readonly Message: string } =>
  isObject(value) && value.Type === 'Notification' && typeof value.Message === 'string';
