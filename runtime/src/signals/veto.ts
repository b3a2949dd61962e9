/** What a receiver refuses a command with. Recognised by its `kind`, so that a copy of this package in another bundle counts too. */
class Veto extends Error {
  readonly kind = 'veto';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Veto';
    this.code = code;
  }
}

export type { Veto };

/**
 * Refuses a command, in a receiver of `commandReceived` or `eventPreSave`: nothing is stored, and the caller is answered `CommandVetoed` with
 * this code and message. Throws, and so never returns. Any other error that a receiver throws is a failure of the service: the caller is not
 * told its text, and a queue or a process sends the command again.
 *
 * @param code a short stable word for programs, such as `too-expensive`
 * @param message a sentence for people
 * @example
 * signals.on('eventPreSave', { command: 'UpdatePrice' }, ({ events }) => {
 *   if (isTooLarge(events)) veto('too-expensive', 'A price is 10,000 at most.');
 * });
 */
export function veto(code: string, message = `A receiver vetoed it: ${code}.`): never {
  throw new Veto(code, message);
}

/** Whether a thrown value is a receiver's veto. */
export const isVeto = (thrown: unknown): thrown is Veto =>
  thrown instanceof Error && 'kind' in thrown && thrown.kind === 'veto' && 'code' in thrown && typeof thrown.code === 'string';
