import type { NewEventOf } from '../../domain/aggregates/aggregate.js';
import type { Data } from '../../domain/schema.js';
import type { AnyProjection, Source } from '../../projections/projection.js';
import type { Past } from '../scenario.js';

/** Events of one stream, of one of these aggregates. */
type StreamOf<From extends readonly Source[]> = { [I in keyof From]: readonly Past<NewEventOf<From[I]['events']>>[] }[number];

/** A stream that a projection folds. Each assertion returns a promise that has to be awaited or returned. */
export type ProjectionScenario<P extends AnyProjection> = {
  /** The stream makes exactly this row. */
  thenRow(row: Data<P['row']>): Promise<void>;

  /** The stream makes no row, or removes the one that it made. */
  thenNoRow(): Promise<void>;
};

/** The start of a projection's scenarios. */
export type ProjectionTesting<P extends AnyProjection> = {
  /** The events of one stream, in order. */
  given(events?: StreamOf<P['from']>): ProjectionScenario<P>;
};
