import { defined } from '../../domain/defined.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { Consumer } from '../../stream/consumer.js';
import type { Parked } from '../../stream/parked/parked.js';
import { redrive } from '../../stream/parked/redrive.js';
import type { SweepWork } from './sweepContext.js';

const pageSize = 16;

/**
 * Redrives streams whose reason for being parked may be gone: parked at an event of an unknown type, which the code that runs now may know; or at
 * a commit that was applied since, by an invocation that ended before it released the stream, or by another that was given the same commit.
 * Nothing else delivers the commits that wait behind it.
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
