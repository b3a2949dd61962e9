import { parseStreamName } from '../../domain/stream.js';
import type { Metrics } from '../../metrics/metrics.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { type Delivery, deliver, type Failure } from '../../stream/deliver.js';
import type { Log } from '../log.js';

/** What commits are delivered to, and with, from the stream or from a queue. */
export type DeliveryContext = {
  readonly consumers: readonly Consumer[];
  /** Those that fill rows which are not read yet. */
  readonly filling: readonly Consumer[];
  readonly runtime: ConsumerRuntime;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** Hands commits to consumers, measures how late they are, logs failures and returns them. */
export async function feed(
  deliveries: readonly Delivery[],
  { consumers, filling, runtime, log, metrics }: DeliveryContext,
): Promise<readonly Failure[]> {
  // First the rows that are not read yet: once reads switch to them, they must not show less than the rows of before.
  const failures = [...(await deliver(deliveries, filling, runtime)), ...(await deliver(deliveries, consumers, runtime))];
  logFailures(failures, log);
  for (const consumer of consumers) {
    const own = deliveries.filter(({ commit }) => consumer.follows(parseStreamName(commit.stream).aggregate));
    const stored = own.map(({ commit }) => Date.parse(commit.at));
    if (stored.length > 0) metrics.consumed({ consumer: consumer.name, lag: Math.max(0, runtime.now().getTime() - Math.min(...stored)) });
  }
  return failures;
}

export function logFailures(failures: readonly Failure[], log: Log): void {
  for (const { sequenceNumber, consumer, stream, error } of failures)
    log.error('a consumer failed', { consumer, stream, sequenceNumber, error });
}
