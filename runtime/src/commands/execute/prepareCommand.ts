import type { Command } from '../../domain/commands/command.js';
import { defined } from '../../domain/defined.js';
import { freeze } from '../../domain/freeze.js';
import { asJson } from '../../domain/json.js';
import { streamName } from '../../domain/stream.js';
import { canonicalJson, fingerprint } from '../../identity/fingerprint.js';
import { identify } from '../../identity/identity.js';
import type { Dispatch } from '../dispatch.js';
import { address, checkPayload, checkPayloadSize } from './checkCommand.js';
import type { PreparedCommand, Refusal } from './validCommand.js';
import { signalled } from './veto.js';

/**
 * Prepares a command for its execution: finds what it is for, emits `commandReceived`, checks its payload, gives it its identity. `repeatable`:
 * the same command may be executed again, as one with an id of its own may. For errors see `Dispatcher`.
 */
export async function prepareCommand(
  dispatch: Dispatch,
  request: Command,
  repeatable = request.commandId !== undefined,
): Promise<PreparedCommand> {
  const { aggregates, validate, newId, now } = dispatch;
  const addressed = address(aggregates, request);
  const { aggregate, definition } = addressed;
  const { command, data, actor, expectedVersion = 'any' } = request;
  checkPayloadSize(request);
  const refusal = dispatch.signals.hears('commandReceived') ? await announced(dispatch, request, aggregate.name) : undefined;
  // Nobody can have sent it before.
  if (refusal && !repeatable) throw refusal.error;
  checkPayload(addressed, request, validate);

  const { aggregateId, commandId } = identify(request, newId);
  const context = { aggregateId, commandId, version: 0, at: now().toISOString(), ...(actor ? { actor } : {}) };
  const stream = streamName(aggregate.name, aggregateId);
  const subject = { aggregate, definition, stream, command, data, expectedVersion, context };
  return {
    subject,
    request,
    commandId,
    ...defined({ fingerprint: repeatable ? fingerprint(command, canonicalJson(data)) : undefined, refusal }),
  };
}

/** Emits `commandReceived`, and gives what a receiver ended the command with. Receivers get a payload of their own, and cannot change the caller's. */
async function announced({ signals }: Dispatch, { command, data, id, actor }: Command, aggregate: string): Promise<Refusal | undefined> {
  const received = {
    aggregate,
    command,
    data: freeze(asJson(data)),
    ...defined({ aggregateId: id }),
    ...(actor ? { actor } : {}),
  };
  try {
    await signalled(signals, 'commandReceived', received, `${aggregate}/${id ?? '(new)'}`);
    return undefined;
  } catch (error) {
    return { error };
  }
}
