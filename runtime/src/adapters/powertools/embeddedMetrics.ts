import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { CommandOutcome, Metrics } from '../../metrics/metrics.js';

export type EmbeddedMetricsOptions = {
  /** CloudWatch's namespace. */
  readonly namespace: string;
  /** Value of the dimension `service`. */
  readonly service: string;
};

const names: Readonly<Record<CommandOutcome, string>> = {
  accepted: 'CommandAccepted',
  rejected: 'CommandRejected',
  failed: 'CommandFailed',
};

/**
 * Metrics as lines of the log that CloudWatch reads (embedded metric format), with the dimensions `service` and `aggregate`, or `service` and
 * `consumer`: CommandAccepted, CommandRejected, CommandFailed, CommandConflict and StreamParked as counts, CommandDuration and ConsumerLag
 * in milliseconds.
 */
export function embeddedMetrics({ namespace, service }: EmbeddedMetricsOptions): Metrics {
  // One each, since all that is measured with one has the same dimensions.
  const measured = new Map<string, PowertoolsMetrics>();
  const of = (dimension: 'aggregate' | 'consumer', value: string): PowertoolsMetrics => {
    const key = `${dimension} ${value}`;
    const found =
      measured.get(key) ?? new PowertoolsMetrics({ namespace, serviceName: service, defaultDimensions: { [dimension]: value } });
    measured.set(key, found);
    return found;
  };
  return {
    command({ aggregate, outcome, milliseconds }) {
      of('aggregate', aggregate)
        .addMetric(names[outcome], MetricUnit.Count, 1)
        .addMetric('CommandDuration', MetricUnit.Milliseconds, milliseconds);
    },
    conflict(aggregate) {
      of('aggregate', aggregate).addMetric('CommandConflict', MetricUnit.Count, 1);
    },
    consumed({ consumer, lag }) {
      of('consumer', consumer).addMetric('ConsumerLag', MetricUnit.Milliseconds, lag);
    },
    parked(consumer) {
      of('consumer', consumer).addMetric('StreamParked', MetricUnit.Count, 1);
    },
    flush() {
      for (const metrics of measured.values()) if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
