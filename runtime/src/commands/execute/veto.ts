import { EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import { messageOf } from '../../domain/thrown.js';
import type { SignalName, SignalPayloads, Signals } from '../../signals/signals.js';
import { isVeto } from '../../signals/veto.js';

/**
 * Emits a signal whose receivers may veto the command. What else they throw says nothing of the command, whatever error it is: one of this
 * library may be about another command, which the receiver sent.
 *
 * @throws CommandVetoed, ReceiverFailed; StoreThrottled and StoreUnavailable as they are
 */
export async function signalled<Name extends SignalName>(
  signals: Signals,
  name: Name,
  payload: SignalPayloads[Name],
  stream: string,
): Promise<void> {
  try {
    await signals.emit(name, payload);
  } catch (cause) {
    if (isVeto(cause)) throw vetoed(payload.command, stream, name, cause);
    if (isEventSourcingError(cause, 'StoreThrottled') || isEventSourcingError(cause, 'StoreUnavailable')) throw cause;
    throw new EventSourcingError({
      code: 'ReceiverFailed',
      message: `A receiver of ${name} failed on ${payload.command} of ${stream}, and nothing was stored: ${messageOf(cause)} (A receiver refuses a command by veto(code, message).)`,
      details: { stream, signal: name },
      cause,
    });
  }
}

const vetoed = (
  command: string,
  stream: string,
  signal: SignalName,
  { code, message }: { readonly code: string; readonly message: string },
) =>
  new EventSourcingError({
    code: 'CommandVetoed',
    message: `${command} on ${stream} was vetoed by a receiver of ${signal}: ${message}`,
    details: { stream, signal, veto: { code, message } },
  });
