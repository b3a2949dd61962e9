import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { EventSourcingError, isEventSourcingError } from '../../domain/errors.js';
import type { BackfillOptions, BackfillReport } from '../../model/admin.js';
import { eachStream } from './eachStream.js';
import { previewValues } from './previewValues.js';
import { reserveValues } from './reserveValues.js';
import { createTally, type Tally } from './tally.js';
import type { Work } from './work.js';

/**
 * Reserves the unique values of all streams of an aggregate that hold values without a guard: those from before it had `unique`. Commands may run
 * at the same time. Safe to repeat: values that are reserved are found, so a run that was interrupted is completed by the next.
 *
 * @throws DefinitionInvalid for an aggregate without unique values; StoreRefused, StoreThrottled, StoreUnavailable
 */
export async function backfill(
  work: Work,
  aggregate: AnyAggregate,
  options: Omit<BackfillOptions, 'aggregate'> = {},
): Promise<BackfillReport> {
  const { dryRun = false, rate, onProgress = () => {} } = options;
  if (Object.keys(aggregate.unique ?? {}).length === 0) throw nothingUnique(aggregate.name);
  const tally = createTally(aggregate.name, dryRun);
  if (dryRun) {
    await previewValues(work, aggregate, tally, (look) => eachStream(work, aggregate.name, rate, told(tally, onProgress, look)));
  } else {
    const reserve = (stream: string) => reserveAndCount(work, aggregate, stream, tally);
    await eachStream(work, aggregate.name, rate, told(tally, onProgress, reserve));
  }
  return tally.report();
}

async function reserveAndCount(work: Work, aggregate: AnyAggregate, stream: string, tally: Tally): Promise<void> {
  for (const outcome of await reserveValues(work, aggregate, stream)) {
    const { unique, value } = outcome;
    if (outcome.status === 'duplicate') tally.duplicate({ unique, value, owner: outcome.owner, stream });
    else tally.count(outcome.status);
  }
}

type Look = (stream: string) => Promise<void>;

/** Counts streams, and tells of them. What is wrong with one stream ends nothing: it is listed. */
const told =
  (tally: Tally, onProgress: NonNullable<BackfillOptions['onProgress']>, look: Look): Look =>
  async (stream) => {
    try {
      await look(stream);
    } catch (error) {
      if (isOfTheStore(error)) throw error;
      tally.failure({ stream, message: error instanceof Error ? error.message : String(error) });
    }
    tally.stream();
    onProgress(tally.counts());
  };

const storeCodes = ['StoreRefused', 'StoreThrottled', 'StoreUnavailable'] as const;

const isOfTheStore = (error: unknown): boolean => storeCodes.some((code) => isEventSourcingError(error, code));

const nothingUnique = (aggregate: string) =>
  new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `${aggregate} has no unique values, so there is nothing to reserve: add unique to its definition.`,
    details: { definition: aggregate },
  });
