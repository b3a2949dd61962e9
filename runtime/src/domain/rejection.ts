/** A command's refusal by `decide`. Made by `reject`. */
export type Rejection<Code extends string = string> = {
  readonly rejected: true;
  readonly code: Code;
  readonly message?: string;
  readonly details?: unknown;
};

/**
 * Refuses a command, as the result of `decide`: nothing is stored and the caller is told why.
 *
 * @param code a short stable word for programs, such as `on-sale`
 * @param message a sentence for people
 * @param details anything that can be JSON
 */
export function reject<const Code extends string>(code: Code, message?: string, details?: unknown): Rejection<Code> {
  return { rejected: true, code, ...(message === undefined ? {} : { message }), ...(details === undefined ? {} : { details }) };
}
