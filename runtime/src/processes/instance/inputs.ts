import type { StoredEvent } from '../../domain/events/event.js';
import type { CommandRefusal } from '../refusals.js';
import type { Deadline } from '../scheduler.js';

/** Something that happens to a process. */
export type Input =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  /** `issued`: version of the `CommandIssued` whose outcome it is. */
  | { readonly kind: 'accepted'; readonly issued: number; readonly version: number }
  | { readonly kind: 'rejected'; readonly issued: number; readonly refusal: CommandRefusal }
  | { readonly kind: 'passed'; readonly deadline: Deadline };

/** The process's stream must be loaded up to this version before the input is handled. */
export function versionBefore(input: Input): number {
  if (input.kind === 'event') return 0;
  return input.kind === 'passed' ? input.deadline.set : input.issued;
}
