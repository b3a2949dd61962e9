import type { HeldValue } from '../../commands/guards/uniqueValues.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { valuesOf } from './holders.js';
import type { Tally } from './tally.js';
import { openValueSpool, type SpooledValue } from './valueSpool.js';
import type { Work } from './work.js';

/**
 * Finds out what a back-fill would do, and writes nothing. Nobody has the values reserved yet, so those that two streams hold are found by
 * bringing equal ones together on disk. `each` does something with every stream.
 */
export async function previewValues(
  work: Work,
  aggregate: AnyAggregate,
  tally: Tally,
  each: (look: (stream: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const spool = await openValueSpool();
  try {
    await each(async (stream) => {
      for (const value of await valuesOf(work, aggregate, stream)) await spool.add(await spooled(work, stream, value));
    });
    for await (const holders of spool.byKey()) await count(work, aggregate, holders, tally);
  } finally {
    await spool.remove();
  }
}

async function spooled({ store }: Work, stream: string, { unique, value, guard }: HeldValue): Promise<SpooledValue> {
  const held = await store.loadGuard(guard.key);
  return { key: guard.key, unique, value, stream, held: held?.owner === stream };
}

/** One of the streams that hold a value has it, or would have it reserved; the others hold it twice. */
async function count(work: Work, aggregate: AnyAggregate, holders: readonly SpooledValue[], tally: Tally): Promise<void> {
  const [first, ...others] = holders.length === 1 ? holders : await whoStillHold(work, aggregate, holders);
  if (!first) return;
  tally.count(first.held ? 'held' : 'reserved');
  for (const { unique, value, stream } of others) tally.duplicate({ unique, value, owner: first.stream, stream });
}

/** Leaves out streams that have given the value up since: another may have taken it. The stream that has it reserved comes first. */
async function whoStillHold(work: Work, aggregate: AnyAggregate, holders: readonly SpooledValue[]): Promise<SpooledValue[]> {
  const still: SpooledValue[] = [];
  for (const holder of holders) {
    const values = await valuesOf(work, aggregate, holder.stream);
    if (values.some(({ guard }) => guard.key === holder.key)) still.push(holder);
  }
  return still.sort((a, b) => Number(b.held) - Number(a.held));
}
