import { EventSourcingError } from '../../domain/errors.js';
import { traceIdOf } from '../../domain/events/traceparent.js';
import { type HttpEvent, header } from './event.js';

/**
 * Who sent a request, as the authorizer says and never the payload: the subject of a JWT, the ARN of an IAM caller, or the
 * `principalId` (else `sub`) in the context that a Lambda authorizer returned.
 */
export function actorOf({ requestContext }: HttpEvent): string | undefined {
  const { jwt, iam, lambda } = requestContext.authorizer ?? {};
  return text(member(jwt, 'claims'), 'sub') ?? text(iam, 'userArn') ?? text(lambda, 'principalId') ?? text(lambda, 'sub');
}

const longestCorrelation = 256;

/** What a request belongs to: the caller's own `X-Correlation-Id`, else the trace. It becomes the correlation of what follows. @throws MalformedRequest */
export function correlationOf(event: HttpEvent): string | undefined {
  const given = header(event, 'x-correlation-id');
  if (given === undefined) return traceIdOf(header(event, 'traceparent') ?? '');
  if (given.trim() !== '' && given.length <= longestCorrelation) return given;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `X-Correlation-Id must have 1 to ${longestCorrelation} characters, ${given.trim() === '' ? 'an empty one' : `${given.length}`} given.`,
    details: { where: 'X-Correlation-Id' },
  });
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

function text(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
