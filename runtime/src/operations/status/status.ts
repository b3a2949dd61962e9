import { defined } from '../../domain/defined.js';
import type { ConsumerStatus, ParkedStream } from '../../model/admin.js';
import type { ParkedStore } from '../../stream/parked/parked.js';

/** Streams of a page: as many as a request brings, or nearly. */
const pageSize = 1000;

/** The parked streams of a consumer. All are read, a page at a time: they are sorted by name, not by age. */
export async function statusOf(parked: ParkedStore, consumer: string): Promise<ConsumerStatus> {
  let count = 0;
  let oldest: ParkedStream | undefined;
  let cursor: string | undefined;
  do {
    const page = await parked.list(consumer, { limit: pageSize, ...defined({ cursor }) });
    for (const { stream, version, last, error, at } of page.parked) {
      count += 1;
      if (!oldest || at < oldest.at) oldest = { stream, version, last, error, at };
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { consumer, parked: count, ...defined({ oldest }) };
}
