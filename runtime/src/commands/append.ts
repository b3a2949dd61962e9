import type { Commit } from '../domain/commit.js';
import { isEventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { Guard, GuardChange } from '../eventStore/transaction.js';

/** What became of a commit: `by` has its version, where that is known; `taken` is a guard that another has. */
export type Settled =
  /** It may be stored, or be on its way still. */
  | { readonly status: 'unknown' }
  | { readonly status: 'appended' }
  | { readonly status: 'lost'; readonly by?: Commit }
  | { readonly status: 'guarded'; readonly taken: Guard };

/** Appends a commit, in one transaction with its guards if it has any. A lost answer is settled by reading. */
export async function append(store: EventStore, commit: Commit, guards: readonly GuardChange[]): Promise<Settled> {
  try {
    if (guards.length === 0) {
      const result = await store.append(commit);
      return result.status === 'appended' ? result : lost(result.by);
    }
    const result = await store.transact({ commits: [commit], guards, checks: [] });
    if (result.status === 'versionTaken') return lost(result.by);
    return result.status === 'appended' ? result : { status: 'guarded', taken: result.taken };
  } catch (error) {
    if (isEventSourcingError(error, 'StoreUnavailable')) return { status: 'unknown' };
    throw error;
  }
}

/** The commit that a command's guard stands for. */
export async function guardedCommit(store: EventStore, { owner, version }: Guard): Promise<Commit | undefined> {
  if (version === undefined) return undefined;
  for await (const commit of store.read(owner, { from: version, to: version })) return commit;
  return undefined;
}

const lost = (by: Commit | undefined): Settled => ({ status: 'lost', ...(by ? { by } : {}) });
