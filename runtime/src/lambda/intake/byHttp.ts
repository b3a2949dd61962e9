import { defined } from '../../domain/defined.js';
import { EventSourcingError, isEventSourcingError, type Violation } from '../../domain/errors.js';
import { cloudEventAttributes, invalidEvent, type ReceivedEvent } from '../../intake/cloudEventAttributes.js';
import type { Sender } from '../../intake/commitOfEvent.js';
import { contentOf, malformed, parseJson } from '../../intake/content.js';
import { recordEvent } from '../../intake/recordEvent.js';
import { structuredEvent } from '../../intake/structuredEvent.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import { bytesOf } from '../http/body.js';
import { actorOf, correlationOf } from '../http/caller.js';
import { type HttpEvent, type HttpResponse, header, isHttpEvent } from '../http/event.js';
import { HttpError } from '../http/problem.js';
import { respond } from '../http/respond.js';
import type { Channel, IntakeContext } from './channel.js';
import { admitted } from './takeAll.js';

/**
 * Events by HTTP, in structured, binary or batched mode: 204 once they are recorded, now or before; 400 with every violation, and then none
 * of a batch is recorded. Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export const byHttp = (): Channel => (event, inlet, context) =>
  isHttpEvent(event) ? respond(event, context, inlet.log, () => receive(event, inlet)) : undefined;

async function receive(event: HttpEvent, inlet: IntakeContext): Promise<HttpResponse> {
  const actor = actorOf(event);
  const correlationId = correlationOf(event);
  const sender: Sender = defined({ actor, correlationId });
  const take = (read: () => ReceivedEvent) => admitted(inlet, read(), sender);
  const contentType = header(event, 'content-type') ?? '';
  const commits = isBatch.test(contentType)
    ? each(batchOf(event), (one) => take(() => structuredEvent(one)))
    : take(() => readOne(event, contentType));
  await mapConcurrently(commits, (commit) => recordEvent(inlet, commit));
  return { statusCode: 204, headers: {}, body: '' };
}

const isStructured = /^application\/cloudevents\+json\s*(?:;|$)/i;
const isBatch = /^application\/cloudevents-batch\+json\s*(?:;|$)/i;

function readOne(event: HttpEvent, contentType: string): ReceivedEvent {
  if (isStructured.test(contentType)) return structuredEvent(parseJson(bytesOf(event), 'body'));
  if (header(event, 'ce-specversion') !== undefined) return binaryEvent(event, contentType);
  const given = contentType.slice(0, 100);
  throw new HttpError(
    415,
    'UnsupportedMediaType',
    `A CloudEvent is application/cloudevents+json, application/cloudevents-batch+json, or has its attributes in ce- headers, '${given}' given.`,
  );
}

function binaryEvent(event: HttpEvent, contentType: string): ReceivedEvent {
  const own = Object.entries(event.headers ?? {}).flatMap(([name, value]) =>
    name.toLowerCase().startsWith('ce-') && value !== undefined
      ? [[name.slice('ce-'.length).toLowerCase(), decoded(name, value)] as const]
      : [],
  );
  const datacontenttype = contentType === '' ? undefined : contentType;
  const attributes = cloudEventAttributes({ ...Object.fromEntries(own), datacontenttype });
  return { attributes, data: contentOf(bytesOf(event), datacontenttype) };
}

/** The text that a header holds: in quotes it may be, and percent-encoded what is no printable ASCII. @throws MalformedRequest */
function decoded(name: string, value: string): string {
  const bare = /^".*"$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
  try {
    return decodeURIComponent(bare);
  } catch (cause) {
    throw malformed(name, `must be percent-encoded UTF-8, '${value.slice(0, 100)}' given`, cause);
  }
}

function batchOf(event: HttpEvent): readonly unknown[] {
  const batch = parseJson(bytesOf(event), 'body');
  if (Array.isArray(batch)) return batch;
  throw malformed('body', `must be a list of CloudEvents, ${batch === null ? 'null' : typeof batch} given`);
}

/** What each member comes to. @throws ValidationFailed with the violations of all of them, and other errors as they come */
function each<Output>(members: readonly unknown[], take: (member: unknown) => readonly Output[]): readonly Output[] {
  const violations: Violation[] = [];
  const outputs = members.flatMap((member, index) => {
    try {
      return take(member);
    } catch (error) {
      violations.push(...violationsOf(error, index));
      return [];
    }
  });
  if (violations.length > 0) throw invalidEvent('The batch', violations);
  return outputs;
}

function violationsOf(error: unknown, index: number): readonly Violation[] {
  if (isEventSourcingError(error, 'ValidationFailed')) {
    return error.details.violations.map((violation) => ({ ...violation, path: `/${index}${violation.path}` }));
  }
  if (isEventSourcingError(error, 'MalformedRequest')) return [{ path: `/${index}`, rule: 'cloudEvent', message: error.message }];
  throw error instanceof EventSourcingError ? error : new Error(`Event ${index} of a batch could not be taken in.`, { cause: error });
}
