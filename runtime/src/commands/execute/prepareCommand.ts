import type { Command } from '../../domain/commands/command.js';
import { defined } from '../../domain/defined.js';
import { streamName } from '../../domain/stream.js';
import { canonicalJson, fingerprint } from '../../identity/fingerprint.js';
import { identify } from '../../identity/identity.js';
import type { Dispatch } from '../dispatch.js';
import { address, checkPayload } from './checkCommand.js';
import type { PreparedCommand } from './validCommand.js';
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
  if (dispatch.signals.hears('commandReceived')) await announce(dispatch, request, aggregate.name);
  checkPayload(addressed, request, validate);

  const { aggregateId, commandId } = identify(request, newId);
  const context = { aggregateId, commandId, version: 0, at: now().toISOString(), ...(actor ? { actor } : {}) };
  const stream = streamName(aggregate.name, aggregateId);
  const subject = { aggregate, definition, stream, command, data, expectedVersion, context };
  return { subject, request, commandId, ...(repeatable ? { fingerprint: fingerprint(command, canonicalJson(data)) } : {}) };
}

/** Emits `commandReceived`. @throws CommandVetoed */
async function announce({ signals }: Dispatch, { command, data, id, actor }: Command, aggregate: string): Promise<void> {
  const received = { aggregate, command, data, ...defined({ aggregateId: id }), ...(actor ? { actor } : {}) };
  await signalled(signals, 'commandReceived', received, `${aggregate}/${id ?? '(new)'}`);
}
