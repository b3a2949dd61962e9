import { EventSourcingError, isEventSourcingError } from '../../domain/errors.js';

/**
 * Whether something was sent whose outcome nobody knows: it may be stored, or be on its way still. While that is so, no error may say
 * that nothing was stored.
 */
export type Doubt = { open: boolean };

/** Runs `work`; an error of it that comes while there is doubt becomes `StoreUnavailable`, the one that promises nothing. */
export async function withDoubt<Result>(what: string, work: (doubt: Doubt) => Promise<Result>): Promise<Result> {
  const doubt: Doubt = { open: false };
  try {
    return await work(doubt);
  } catch (error) {
    if (!doubt.open || isEventSourcingError(error, 'StoreUnavailable')) throw error;
    throw new EventSourcingError({
      code: 'StoreUnavailable',
      message: `It is not known whether ${what} took effect: an answer of the store was lost, and then came: ${error instanceof Error ? error.message : String(error)} Send it again under the same command id.`,
      details: { store: what },
      cause: error,
    });
  }
}
