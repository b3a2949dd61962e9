import type { AnyAggregate } from '../domain/aggregate.js';
import { type CodecOptions, commitCodec } from '../dynamodb/commitCodec.js';
import type { AnyProjection } from '../projections/projection.js';
import { signals as processSignals } from '../signals/createSignals.js';
import type { Signals } from '../signals/signals.js';
import { projectionConsumer } from '../stream/projectionConsumer.js';
import { receiverConsumer } from '../stream/receiverConsumer.js';
import type { Validate } from '../validation/violations.js';
import { jsonLog, type Log } from './log.js';
import { type Stores, storesFromEnvironment } from './stores.js';
import { consumeStream, type StreamEvent, type StreamResponse } from './streamEvent.js';

export type StreamHandler = (event: StreamEvent) => Promise<StreamResponse>;

export type ProjectionHandlerOptions = {
  readonly projections: readonly AnyProjection[];
  /** Knows the schemas of their rows. */
  readonly validate: Validate;
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: those on the tables that the environment names. */
  readonly stores?: Stores;
  readonly log?: Log;
};

/** A Lambda handler for the events table's stream that keeps the rows of projections. */
export function projectionHandler({
  projections,
  validate,
  format = {},
  stores = storesFromEnvironment(format),
  log = jsonLog,
}: ProjectionHandlerOptions): StreamHandler {
  const consume = projectionConsumer(
    projections.map((projection) => ({ projection, rows: stores.rowsOf(projection), store: stores.events, validate })),
  );
  const { decode } = commitCodec(format);
  return (event) => consumeStream(event, { decode, consume, log });
}

export type ReceiverHandlerOptions = {
  /** The aggregates whose commits are signalled. */
  readonly aggregates: readonly AnyAggregate[];
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  readonly signals?: Signals;
  readonly log?: Log;
};

/** A Lambda handler for the events table's stream that emits `eventPostSave`. */
export function receiverHandler({
  aggregates,
  format = {},
  signals = processSignals,
  log = jsonLog,
}: ReceiverHandlerOptions): StreamHandler {
  const consume = receiverConsumer(signals, aggregates);
  const { decode } = commitCodec(format);
  return (event) => consumeStream(event, { decode, consume, log });
}
