import { EventSourcingError, isEventSourcingError } from '../../domain/errors.js';

/**
 * What was sent to the store. `isPending`: the answer was lost, so that a write may be stored, or be on its way still. While that is so, no error
 * may say that nothing was stored.
 */
export type SentWrite = { isPending: boolean };

/** Runs `work`. While a write is pending, an error of it becomes `StoreUnavailable`, the one that promises nothing. */
export async function reportUnknownOutcome<Result>(what: string, work: (write: SentWrite) => Promise<Result>): Promise<Result> {
  const write: SentWrite = { isPending: false };
  try {
    return await work(write);
  } catch (error) {
    if (!write.isPending || isEventSourcingError(error, 'StoreUnavailable')) throw error;
    throw new EventSourcingError({
      code: 'StoreUnavailable',
      message: `It is not known whether ${what} took effect: an answer of the store was lost, and then came: ${error instanceof Error ? error.message : String(error)} Send it again under the same command id.`,
      details: { store: what },
      cause: error,
    });
  }
}
