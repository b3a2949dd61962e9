import { EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { SignalName, SignalPayloads, Signals } from '../../signals/signals.js';

/** Emits a signal that may veto: what a receiver throws ends the command. An error of this library goes through as it is. @throws CommandVetoed */
export async function signalled<Name extends SignalName>(
  signals: Signals,
  name: Name,
  payload: SignalPayloads[Name],
  stream: string,
): Promise<void> {
  try {
    await signals.emit(name, payload);
  } catch (cause) {
    if (isEventSourcingError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EventSourcingError({
      code: 'CommandVetoed',
      message: `${payload.command} on ${stream} was vetoed by a receiver of ${name}: ${reason}`,
      details: { stream, signal: name },
      cause,
    });
  }
}
