/**
 * Something that the user wrote and can mend: a message without a stack trace. The hooks turn it into the framework's own error,
 * so that no other room needs to know the framework.
 */
export class UserFault extends Error {
  readonly code: string;

  constructor(options: { code: string; message: string; cause?: unknown }) {
    super(options.message, { cause: options.cause });
    this.name = 'UserFault';
    this.code = options.code;
  }
}

/** One message of several faults: the user sees all of them at once. */
export const userFaultOf = (code: string, faults: readonly string[]): UserFault => {
  const message = faults.length === 1 ? `${faults[0]}` : `${faults.length} faults:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`;
  return new UserFault({ code, message });
};
