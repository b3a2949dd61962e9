import { defined } from '../../domain/defined.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { Consumer } from '../../stream/consumer.js';
import type { Parked } from '../../stream/parked/parked.js';
import { redrive } from '../../stream/parked/redrive.js';
import type { SweepWork } from './sweepContext.js';

const pageSize = 16;

/**
 * Redrives what is parked for no reason any more: at an event that was not known then, and may be to the code that runs now; or at a commit
 * that took effect since. Whoever brought the stream on ended before it let it go, or another that was given the same commit got past it.
 * What was put behind it meanwhile is brought by nobody else.
 */
export async function releaseParked(consumer: Consumer, { runtime, tally, dryRun, hasTime, onFailed }: SweepWork): Promise<void> {
  if (dryRun) return;
  let cursor: string | undefined;
  do {
    const page = await runtime.parked.list(consumer.name, { limit: pageSize, ...defined({ cursor }) });
    const positions = await consumer.positions(page.parked.map(({ stream }) => stream));
    const idle = ({ stream, version, error }: Parked) => error.name === 'EventUnknown' || (positions.get(stream) ?? 0) >= version;
    await mapConcurrently(page.parked.filter(idle), async ({ stream }) => {
      try {
        const { status } = await redrive(consumer, stream, runtime);
        if (status === 'released') tally.count(consumer.name, 'released');
      } catch (error) {
        tally.count(consumer.name, 'failed');
        onFailed({ consumer: consumer.name, stream, error });
      }
    });
    cursor = page.cursor;
  } while (cursor !== undefined && hasTime());
}
