import type { Sent } from '../../commands/commandMessage.js';
import { address, checkPayload } from '../../commands/execute/checkCommand.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Command } from '../../domain/commands/command.js';
import type { Validate } from '../../validation/violations.js';
import type { Asynchronous } from '../http/commandRoute.js';
import { locationOf } from '../http/commandRoute.js';
import { type HttpEvent, type HttpResponse, json } from '../http/event.js';
import { preferencesOf } from '../http/prefer.js';

export type AsynchronousCommandsOptions = {
  readonly aggregate: AnyAggregate;
  /** Knows the aggregate's schemas. */
  readonly validate: Validate;
  /** Where commands go: `createCommandQueue()`. */
  readonly queue: { send(command: Command): Promise<Sent> };
};

/**
 * Queues the commands of callers that send `Prefer: respond-async` (RFC 7240): 202, with the `commandId`. The same request with that as its
 * `Idempotency-Key` returns the outcome. Errors that do not depend on the stream are returned at once: an unknown command, an invalid payload.
 */
export function asynchronousCommands({ aggregate, validate, queue }: AsynchronousCommandsOptions): Asynchronous {
  const aggregates = new Map([[aggregate.name, aggregate]]);
  const accept = async (event: HttpEvent, command: Command): Promise<HttpResponse> => {
    checkPayload(address(aggregates, command), command, validate);
    const { aggregateId, commandId } = await queue.send(command);
    return json(
      202,
      { aggregateId, commandId },
      { location: locationOf(event, aggregate.name, aggregateId), 'preference-applied': respondAsync },
    );
  };
  return (event, command) => (preferencesOf(event, respondAsync).includes('') ? accept(event, command) : undefined);
}

const respondAsync = 'respond-async';
