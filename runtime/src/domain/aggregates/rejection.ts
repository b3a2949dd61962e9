import { defined } from '../defined.js';
/** Why `decide` refused a command, as its caller gets it. `details` is any JSON value. */
export type Reason = { readonly code: string; readonly message?: string; readonly details?: unknown };

/** A refusal by `decide`, with its code, message and details. Made by `reject`. */
export type Rejection<Code extends string = string, Told = Omit<Reason, 'code'>> = {
  readonly rejected: true;
  readonly code: Code;
} & Told;

// Said, or TypeScript would take a rejection with details for one without where a function returns both.
type NoDetails = { readonly details?: undefined };

/**
 * Refuses a command, as the result of `decide`: the caller is told why, and nothing is stored, unless the command `records` its rejections.
 *
 * @param code a short stable word for programs, such as `on-sale`
 * @param message a sentence for people
 * @param details any JSON value
 */
export function reject<const Code extends string>(code: Code): Rejection<Code, NoDetails>;
export function reject<const Code extends string>(code: Code, message: string): Rejection<Code, NoDetails & { readonly message: string }>;
export function reject<const Code extends string, Details>(
  code: Code,
  message: string,
  details: Details,
): Rejection<Code, { readonly message: string; readonly details: Details }>;
export function reject<const Code extends string, Details>(
  code: Code,
  message: string | undefined,
  details: Details,
): Rejection<Code, { readonly message?: string; readonly details: Details }>;
export function reject(code: string, message?: string, details?: unknown): Rejection {
  return { rejected: true, code, ...defined({ message, details }) };
}
