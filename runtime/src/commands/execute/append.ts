import type { Commit } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import { type EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { AppendResult, EventStore } from '../../eventStore/eventStore.js';

/** What became of a commit: `by` is the commit that was in its way, where that is known. */
export type AppendOutcome =
  /** It may be stored, or be on its way still. */
  | { readonly status: 'unknown' }
  | { readonly status: 'appended' }
  | { readonly status: 'lost'; readonly by?: Commit }
  /** Another has one of its guards. */
  | { readonly status: 'guarded'; readonly by?: Commit; readonly refusal: EventSourcingError };

/** Appends a commit. A lost answer is returned as `unknown`; the caller reads to find out. */
export async function append(store: EventStore, commit: Commit): Promise<AppendOutcome> {
  try {
    return outcomeOf(await store.append(commit));
  } catch (error) {
    return unknown(error);
  }
}

/** What a store's answer comes to. */
export const outcomeOf = (result: AppendResult): AppendOutcome =>
  result.status === 'appended' ? result : { status: 'lost', ...defined({ by: result.by }) };

/** What an error of a store comes to: where no answer came, nothing is known. @throws any other */
export function unknown(error: unknown): AppendOutcome {
  if (isEventSourcingError(error, 'StoreUnavailable')) return { status: 'unknown' };
  throw error;
}
