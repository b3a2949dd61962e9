import { maxPayloadBytes, payloadTooLarge } from '../../commands/execute/checkCommand.js';
import { EventSourcingError } from '../../domain/errors.js';
import { type HttpEvent, header } from './event.js';
import { HttpError } from './problem.js';

const isJson = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** The body of a request. */
export const bytesOf = ({ body, isBase64Encoded }: HttpEvent): Buffer => Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');

/** The payload of a command: JSON, or `{}` for an empty body. @throws PayloadTooLarge, MalformedRequest, HttpError 415 */
export function readPayload(event: HttpEvent): unknown {
  const bytes = bytesOf(event);
  if (bytes.length === 0) return {};
  if (bytes.length > maxPayloadBytes) throw payloadTooLarge(bytes.length);
  const contentType = header(event, 'content-type') ?? '';
  if (!isJson.test(contentType)) {
    throw new HttpError(415, 'UnsupportedMediaType', `A command's payload is application/json, '${contentType.slice(0, 100)}' given.`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EventSourcingError({
      code: 'MalformedRequest',
      message: `The body is no JSON: ${reason}.`,
      details: { where: 'body' },
      cause,
    });
  }
}
