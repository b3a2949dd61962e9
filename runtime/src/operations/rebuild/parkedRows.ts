import { defined } from '../../domain/defined.js';
import { isEventSourcingError } from '../../domain/errors.js';
import type { RebuildParked } from '../../model/control.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { type ParkedStore, parkedError } from '../../stream/parked/parked.js';
import { redrive } from '../../stream/parked/redrive.js';

const pageSize = 16;

/** Tries parked streams of a consumer again, as long as it may go on. Gives the first that is parked still. @throws StoreThrottled, StoreUnavailable, StoreRefused */
export async function retryParked(
  consumer: Consumer,
  runtime: ConsumerRuntime,
  mayGoOn: () => boolean,
): Promise<RebuildParked | undefined> {
  let first: RebuildParked | undefined;
  let cursor: string | undefined;
  do {
    const page = await runtime.parked.list(consumer.name, { limit: pageSize, ...defined({ cursor }) });
    const tried = await mapConcurrently(page.parked, async ({ stream, version, error }): Promise<RebuildParked | undefined> => {
      if (!mayGoOn()) return { stream, version, error };
      const outcome = await redrive(consumer, stream, runtime).catch((caught: unknown) => {
        if (isEventSourcingError(caught, 'ConsumerOutOfTime')) return { status: 'parked', version, error: caught } as const;
        throw caught;
      });
      return outcome.status === 'parked' ? { stream, version: outcome.version, error: parkedError(outcome.error) } : undefined;
    });
    first ??= tried.find((one) => one !== undefined);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return first;
}

/** Lets go of all streams that are parked for a consumer. Says whether there was time for all. */
export async function forget(consumer: string, parked: ParkedStore, mayGoOn: () => boolean): Promise<boolean> {
  for (;;) {
    const page = await parked.list(consumer, { limit: 100 });
    if (page.parked.length === 0) return true;
    if (!mayGoOn()) return false;
    await mapConcurrently(page.parked, ({ stream }) => parked.release(consumer, stream, Number.MAX_SAFE_INTEGER));
  }
}
