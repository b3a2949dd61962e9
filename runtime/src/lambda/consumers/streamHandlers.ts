import { setTimeout as sleep } from 'node:timers/promises';
import { type CodecOptions, commitCodec } from '../../adapters/dynamodb/events/commitCodec.js';
import { type Metrics, noMetrics } from '../../metrics/metrics.js';
import type { AnswerTo, ControlAnswer, ControlEvent } from '../../model/control.js';
import { control, type Rebuild } from '../../operations/control/control.js';
import { isControlEvent } from '../../operations/control/controlEvent.js';
import type { ReplayContext } from '../../operations/replay/replay.js';
import type { SweepContext } from '../../operations/sweep/sweepContext.js';
import type { AnyProjection } from '../../projections/projection.js';
import type { Forward } from '../../stream/announcement.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import type { ParkedStore } from '../../stream/parked/parked.js';
import type { Validate } from '../../validation/violations.js';
import type { Postpone, QueueEvent } from '../commands/commandBatch.js';
import type { LambdaContext } from '../http/event.js';
import { jsonLog, type Log } from '../log.js';
import { type Stores, storesFromEnvironment } from '../stores.js';
import { type ActiveConsumers, projectionsOf } from './projections.js';
import { consumeAnnounced, isQueueEvent } from './queuedStream.js';
import { consumeStream, type StreamEvent, type StreamResponse } from './streamEvent.js';

/** Handles records of the events table's stream, and the requests of the plugin's commands. */
export type StreamHandler = {
  (event: StreamEvent | QueueEvent, context?: LambdaContext): Promise<StreamResponse>;
  <Event extends ControlEvent>(event: Event, context?: LambdaContext): Promise<AnswerTo<Event>>;
};

type HandlerOptions = {
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: those on the tables that the environment names. */
  readonly stores?: Stores;
  readonly log?: Log;
  /** Default: nothing is measured. */
  readonly metrics?: Metrics;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
  /** Its name in the service, for a function with consumers of its own. */
  readonly name?: string;
  /** Sets when a queue delivers a message again: `postponeThrough()`. For a function behind a queue. */
  readonly postpone?: Postpone;
};

export type ProjectionHandlerOptions = HandlerOptions & {
  readonly projections: readonly AnyProjection[];
  /** Knows the schemas of their rows. */
  readonly validate: Validate;
};

/** A Lambda handler for the events table's stream that keeps the rows of projections. */
export function projectionHandler({ projections, validate, ...options }: ProjectionHandlerOptions): StreamHandler {
  return streamHandler(options, 'projections', (stores) => projectionsOf(projections, validate, stores));
}

/** Makes a consumer on a function's stores. It is passed in, so that other functions do not bundle it. */
export type ConsumerPart = (stores: Stores) => Consumer;

export type ReactionHandlerOptions = HandlerOptions & {
  readonly consumers: readonly ConsumerPart[];
  /** Consumers in functions of their own, to which commits are announced through queues. */
  readonly forwards?: readonly Forward[];
};

/** A Lambda handler for the events table's stream that feeds consumers whose effects are elsewhere. */
export function reactionHandler({ consumers, forwards = [], ...options }: ReactionHandlerOptions): StreamHandler {
  return streamHandler(options, 'reactions', (stores) => {
    const active: ActiveConsumers = { consumers: consumers.map((part) => part(stores)), filling: [], parked: stores.parked };
    return { activeConsumers: async () => active, forwards };
  });
}

/** What a function does with its invocations. */
type Feeding = { activeConsumers(): Promise<ActiveConsumers>; readonly rebuild?: Rebuild; readonly forwards?: readonly Forward[] };

function streamHandler(
  {
    format = {},
    stores = storesFromEnvironment(format),
    log = jsonLog,
    metrics = noMetrics,
    postpone = asTheQueueSays,
    now = () => new Date(),
    name,
  }: HandlerOptions,
  kind: 'projections' | 'reactions',
  feedingOf: (stores: Stores) => Feeding,
): StreamHandler {
  const { decode } = commitCodec(format);
  const { activeConsumers, rebuild, forwards = [] } = feedingOf(stores);
  const runtimeOf = (context: LambdaContext | undefined, parked: ParkedStore): ConsumerRuntime => ({
    store: stores.events,
    parked,
    now,
    sleep,
    // Without a context, an invocation has no end.
    timeLeft: () => context?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
    onParked(facts) {
      log.error('a stream was parked', { alarm: 'StreamParked', ...facts });
      metrics.parked(facts.consumer);
    },
  });
  const working: SweepContext & ReplayContext = {
    tips: stores.tips,
    cursors: stores.sweepCursors(name ?? kind),
    replays: stores.replays,
    onFailed: (facts) => log.error('a sweep left a stream', facts),
  };
  function handle(event: StreamEvent | QueueEvent, context?: LambdaContext): Promise<StreamResponse>;
  function handle<Event extends ControlEvent>(event: Event, context?: LambdaContext): Promise<AnswerTo<Event>>;
  async function handle(event: StreamEvent | QueueEvent | ControlEvent, context?: LambdaContext): Promise<StreamResponse | ControlAnswer> {
    try {
      const { consumers, filling, parked } = await activeConsumers();
      const runtime = runtimeOf(context, parked);
      if (isControlEvent(event)) return await control(event, consumers, { ...working, rebuild }, runtime);
      const consuming = { consumers, filling, runtime, log, metrics };
      if (isQueueEvent(event)) return await consumeAnnounced(event, { ...consuming, postpone });
      return await consumeStream(event, { ...consuming, decode, forwards });
    } finally {
      metrics.flush();
    }
  }
  return handle;
}

const asTheQueueSays: Postpone = async () => {};
