import { defined } from '../../domain/defined.js';
import { isEventSourcingError } from '../../domain/errors.js';
import type { DiscardRequest, RedriveAnswer, RedrivenStream, RedriveRequest } from '../../model/control.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { longestCommit } from '../../stream/consumeUpTo.js';
import { parkedError } from '../../stream/parked/parked.js';
import { discard, type Redriven, redrive } from '../../stream/parked/redrive.js';

/** Streams that are redriven between two looks at the clock: as many as are worked on at once. */
const pageSize = 16;

/** Redrives a parked stream of a consumer, or all, from a cursor on, as long as there is time. @throws StoreThrottled, StoreUnavailable, StoreRefused */
export async function redriveStreams(consumer: Consumer, request: RedriveRequest, runtime: ConsumerRuntime): Promise<RedriveAnswer> {
  const one = request.stream;
  if (one !== undefined) return { streams: [await outcomeOf(one, () => redrive(consumer, one, runtime))] };
  const streams: RedrivenStream[] = [];
  let { cursor } = request;
  do {
    const page = await runtime.parked.list(consumer.name, { limit: pageSize, ...defined({ cursor }) });
    streams.push(...(await mapConcurrently(page.parked, ({ stream }) => outcomeOf(stream, () => redrive(consumer, stream, runtime)))));
    cursor = page.cursor;
  } while (cursor !== undefined && runtime.timeLeft() >= longestCommit);
  return { streams, ...defined({ cursor }) };
}

/** Discards the commit that a stream is parked at. */
export async function discardCommit(
  consumer: Consumer,
  { stream, version }: DiscardRequest,
  runtime: ConsumerRuntime,
): Promise<RedriveAnswer> {
  return { streams: [await outcomeOf(stream, () => discard(consumer, stream, runtime, version))] };
}

/** What became of a stream, as plain data: what a store threw too. */
async function outcomeOf(stream: string, work: () => Promise<Redriven>): Promise<RedrivenStream> {
  try {
    const outcome = await work();
    return { stream, ...(outcome.status === 'parked' ? { ...outcome, error: parkedError(outcome.error) } : outcome) };
  } catch (error) {
    if (isEventSourcingError(error, 'ConsumerOutOfTime')) return { stream, status: 'unfinished', position: error.details.position };
    return { stream, status: 'failed', error: parkedError(error) };
  }
}
