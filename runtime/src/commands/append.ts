import type { Commit } from '../domain/commit.js';
import { type EventSourcingError, isEventSourcingError } from '../domain/errors.js';
import type { AppendResult, EventStore } from '../eventStore/eventStore.js';

/** What became of a commit: `by` is the commit that was in its way, where that is known. */
export type Settled =
  /** It may be stored, or be on its way still. */
  | { readonly status: 'unknown' }
  | { readonly status: 'appended' }
  | { readonly status: 'lost'; readonly by?: Commit }
  /** Another has one of its guards. */
  | { readonly status: 'guarded'; readonly by?: Commit; readonly refusal: EventSourcingError };

/** Appends a commit. A lost answer is settled by reading. */
export const append = (store: EventStore, commit: Commit): Promise<Settled> => orUnknown(async () => settledOf(await store.append(commit)));

/** What a store's answer comes to. */
export const settledOf = (result: AppendResult): Settled =>
  result.status === 'appended' ? result : { status: 'lost', ...(result.by ? { by: result.by } : {}) };

/** Settles a commit; where no answer came, that is not known. */
export async function orUnknown(settle: () => Promise<Settled>): Promise<Settled> {
  try {
    return await settle();
  } catch (error) {
    if (isEventSourcingError(error, 'StoreUnavailable')) return { status: 'unknown' };
    throw error;
  }
}
