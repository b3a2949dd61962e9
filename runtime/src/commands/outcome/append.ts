import type { Commit } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import { type EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { AppendResult, EventStore } from '../../eventStore/eventStore.js';

/** The outcome of an append. `by`: the commit that was first, if it is known. */
export type AppendOutcome =
  /** The commit may be stored, or the write may still be pending. */
  | { readonly status: 'unknown' }
  | { readonly status: 'appended' }
  | { readonly status: 'lost'; readonly by?: Commit }
  /** Another stream or command holds one of its guards. */
  | { readonly status: 'guarded'; readonly by?: Commit; readonly refusal: EventSourcingError };

/** Appends a commit. A lost answer is returned as `unknown`; the caller reads to find out. */
export async function append(store: EventStore, commit: Commit): Promise<AppendOutcome> {
  try {
    return outcomeOf(await store.append(commit));
  } catch (error) {
    return unknown(error);
  }
}

/** The outcome that a store's answer means. */
export const outcomeOf = (result: AppendResult): AppendOutcome =>
  result.status === 'appended' ? result : { status: 'lost', ...defined({ by: result.by }) };

/** The outcome that a store's error means: without an answer, nothing is known. @throws any other error */
export function unknown(error: unknown): AppendOutcome {
  if (isEventSourcingError(error, 'StoreUnavailable')) return { status: 'unknown' };
  throw error;
}
