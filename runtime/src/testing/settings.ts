import type { Signals } from '../signals/signals.js';

/** Options of `testing`. */
export type TestingOptions = {
  /** The id of the aggregate. Default: `1`. */
  readonly aggregateId?: string;
  /** When a scenario begins, ISO 8601. Default: `2026-01-01T00:00:00.000Z`. */
  readonly at?: string;
};

export type AggregateTestingOptions = TestingOptions & {
  /** The receivers that take part: `signals` for those that your modules have registered. Default: none. */
  readonly signals?: Signals;
};

export type ProjectionTestingOptions = TestingOptions & {
  /** Which of the projection's aggregates the events are of, where their types do not say it. */
  readonly aggregate?: string;
};

export const defaultId = '1';
export const defaultTime = '2026-01-01T00:00:00.000Z';
