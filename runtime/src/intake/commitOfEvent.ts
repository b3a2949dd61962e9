import { assertPayloadSize, maxPayloadBytes } from '../commands/execute/checkCommand.js';
import type { Commit } from '../domain/commit.js';
import { defined } from '../domain/defined.js';
import type { CloudEventAttributes } from '../domain/events/event.js';
import { withSchemas } from '../domain/events/eventSource.js';
import { traceIdOf } from '../domain/events/traceparent.js';
import { streamName } from '../domain/stream.js';
import { canonicalJson, fingerprint } from '../identity/fingerprint.js';
import { hashParts } from '../identity/hash.js';
import { findHostile, payloadBound } from '../validation/hostile.js';
import type { Validate } from '../validation/violations.js';
import { invalidEvent, type ReceivedEvent } from './cloudEventAttributes.js';
import type { AnyIntake } from './intake.js';

export type AdmitContext = { readonly intake: AnyIntake; readonly validate: Validate; readonly now: () => Date };

/** What the channel knows about the sender of an event. */
export type Sender = { readonly actor?: string; readonly correlationId?: string };

/**
 * The commit that records an event: the first in a stream that its source and id name, so that it is the same whenever and through whichever
 * channel it comes. Returns undefined for a type that is not declared.
 *
 * @throws ValidationFailed, PayloadTooLarge
 */
export function commitOfEvent({ intake, validate, now }: AdmitContext, received: ReceivedEvent, sender: Sender = {}): Commit | undefined {
  const { attributes } = received;
  const { source, id, type: outside } = attributes;
  const type = Object.hasOwn(intake.types, outside) ? intake.types[outside] : undefined;
  if (type === undefined) return undefined;
  // An event without data is treated as one whose data are an object without members.
  const data = received.data ?? {};
  assertData(intake, type, { attributes, data }, validate);
  const aggregateId = hashParts(source, id);
  const { actor, correlationId = aggregateId } = sender;
  return {
    ...{ stream: streamName(intake.name, aggregateId), version: 1, last: 1, command: 'RecordEvent', closes: true },
    events: withSchemas(intake, [{ type, data }]),
    at: now().toISOString(),
    commandId: aggregateId,
    // Other channels may write the other attributes differently.
    fingerprint: fingerprint(outside, canonicalJson([attributes.subject ?? null, data])),
    correlationId: correlationOf(attributes) ?? correlationId,
    causationId: aggregateId,
    metadata: { ...defined({ actor }), cloudEvent: attributes },
  };
}

function assertData(intake: AnyIntake, type: string, event: ReceivedEvent, validate: Validate): void {
  const { source, id, type: outside } = event.attributes;
  const refuse = (violations: ReturnType<Validate>) => {
    const placed = violations.map((violation) => ({ ...violation, path: `/data${violation.path}` }));
    if (placed.length > 0) throw invalidEvent(`The event '${outside}' with the id '${id}' of '${source}'`, placed);
  };
  if (payloadBound(event) > maxPayloadBytes) {
    refuse(findHostile(event.data));
    assertPayloadSize(canonicalJson(event));
  }
  const schema = intake.events[type];
  if (schema === undefined) throw new TypeError(`${intake.name}.${type} has no schema.`);
  refuse(validate(schema, event.data));
}

const longestCorrelation = 256;

/** The correlation that an event carries: in the extension that a publisher of this library writes, or as a part of a trace. */
function correlationOf({ correlationid, traceparent }: CloudEventAttributes): string | undefined {
  if (typeof correlationid === 'string' && correlationid !== '' && correlationid.length <= longestCorrelation) return correlationid;
  return typeof traceparent === 'string' ? traceIdOf(traceparent) : undefined;
}
