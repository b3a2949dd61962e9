import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyAggregate } from '../domain/aggregate.js';
import { type CodecOptions, commitCodec } from '../dynamodb/commitCodec.js';
import type { AnyProjection } from '../projections/projection.js';
import { projectionConsumer } from '../projections/projectionConsumer.js';
import { signals as processSignals } from '../signals/createSignals.js';
import type { Signals } from '../signals/signals.js';
import type { Consumer } from '../stream/consumer.js';
import { reaction } from '../stream/reaction.js';
import { receiverConsumer } from '../stream/receiverConsumer.js';
import type { ConsumerRuntime } from '../stream/runConsumer.js';
import type { Validate } from '../validation/violations.js';
import type { LambdaContext } from './http/event.js';
import { jsonLog, type Log } from './log.js';
import { type Stores, storesFromEnvironment } from './stores.js';
import { consumeStream, type StreamEvent, type StreamResponse } from './streamEvent.js';

export type StreamHandler = (event: StreamEvent, context?: LambdaContext) => Promise<StreamResponse>;

type HandlerOptions = {
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: those on the tables that the environment names. */
  readonly stores?: Stores;
  readonly log?: Log;
};

export type ProjectionHandlerOptions = HandlerOptions & {
  readonly projections: readonly AnyProjection[];
  /** Knows the schemas of their rows. */
  readonly validate: Validate;
};

/** A Lambda handler for the events table's stream that keeps the rows of projections. */
export function projectionHandler({ projections, validate, ...options }: ProjectionHandlerOptions): StreamHandler {
  return streamHandler(options, ({ events: store, rowsOf }) =>
    projections.map((projection) => projectionConsumer({ projection, rows: rowsOf(projection), store, validate })),
  );
}

/** Name under which receivers of `eventPostSave` have their positions and parked streams. */
const receiversName = 'receivers';

export type ReceiverHandlerOptions = HandlerOptions & {
  /** The aggregates whose commits are signalled. */
  readonly aggregates: readonly AnyAggregate[];
  readonly signals?: Signals;
};

/** A Lambda handler for the events table's stream that emits `eventPostSave`. */
export function receiverHandler({ aggregates, signals = processSignals, ...options }: ReceiverHandlerOptions): StreamHandler {
  const names = new Set(aggregates.map(({ name }) => name));
  return streamHandler(options, ({ events: store, bookmarks }) => [
    reaction({
      name: receiversName,
      follows: (aggregate) => names.has(aggregate),
      consume: receiverConsumer(signals, aggregates),
      store,
      bookmarks,
    }),
  ]);
}

function streamHandler(
  { format = {}, stores = storesFromEnvironment(format), log = jsonLog }: HandlerOptions,
  consumersOf: (stores: Stores) => readonly Consumer[],
): StreamHandler {
  const { decode } = commitCodec(format);
  const { events: store, parked } = stores;
  const consumers = consumersOf(stores);
  const runtimeOf = (context: LambdaContext | undefined): ConsumerRuntime => ({
    store,
    parked,
    now: () => new Date(),
    sleep,
    // Where nobody says how long an invocation may take, it may take any time.
    timeLeft: () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
    onParked: (facts) => log.error('a stream was parked', { alarm: 'StreamParked', ...facts }),
  });
  return (event, context) => consumeStream(event, { decode, consumers, runtime: runtimeOf(context), log });
}
