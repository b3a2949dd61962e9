import type { Dispatcher } from '../../commands/dispatcher.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Command } from '../../domain/commands/command.js';
import { consistencyToken } from '../../domain/consistencyToken.js';
import { defined } from '../../domain/defined.js';
import { EventSourcingError } from '../../domain/errors.js';
import { readPayload } from './body.js';
import { actorOf, correlationOf } from './caller.js';
import { etagOf, expectedVersionOf } from './etag.js';
import { type HttpEvent, type HttpResponse, header, json } from './event.js';

/** Queues a command if its sender prefers that. */
export type Asynchronous = (event: HttpEvent, command: Command) => Promise<HttpResponse> | undefined;

/**
 * `POST /Item/{id}/{command}` and `POST /Item/{command}`: 201 with a `Location` for a creation, 200 else; the version as `ETag`.
 * A command that is queued is answered by `asynchronous`.
 */
export async function commandRoute(
  event: HttpEvent,
  aggregate: AnyAggregate,
  { execute }: Pick<Dispatcher, 'execute'>,
  asynchronous?: Asynchronous,
): Promise<HttpResponse> {
  const command = readCommand(event, aggregate);
  const later = asynchronous?.(event, command);
  if (later) return later;
  const { aggregateId, version, events } = await execute(command);
  const creates = aggregate.commands[command.command]?.creates === true;
  const location = locationOf(event, aggregate.name, aggregateId);
  return json(
    creates ? 201 : 200,
    { aggregateId, version, events },
    {
      etag: etagOf(version),
      'consistency-token': consistencyToken({ aggregate: aggregate.name, aggregateId, version }),
      ...(creates ? { location } : {}),
    },
  );
}

function readCommand(event: HttpEvent, aggregate: AnyAggregate): Command {
  const { id, command = '' } = event.pathParameters ?? {};
  const key = idempotencyKey(event);
  const actor = actorOf(event);
  const correlationId = correlationOf(event);
  return {
    aggregate: aggregate.name,
    command,
    ...defined({ id }),
    data: readPayload(event),
    expectedVersion: expectedVersionOf(header(event, 'if-match'), header(event, 'if-none-match')),
    ...defined({ commandId: key, actor, correlationId }),
  };
}

const longestKey = 256;

function idempotencyKey(event: HttpEvent): string | undefined {
  const key = header(event, 'idempotency-key');
  if (key === undefined || (key.trim() !== '' && key.length <= longestKey)) return key;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `Idempotency-Key must have 1 to ${longestKey} characters, ${key.length === 0 || key.trim() === '' ? 'an empty one' : `${key.length}`} given.`,
    details: { where: 'Idempotency-Key' },
  });
}

/** The path of an aggregate's state. A stage or a base path may precede the route. */
export const locationOf = ({ rawPath }: HttpEvent, aggregate: string, id: string): string =>
  `${rawPath.slice(0, rawPath.indexOf(`/${aggregate}/`) + aggregate.length + 1)}/${encodeURIComponent(id)}`;
