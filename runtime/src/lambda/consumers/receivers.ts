import type { EventSource } from '../../domain/events/eventSource.js';
import { signals as processSignals } from '../../signals/createSignals.js';
import type { Signals } from '../../signals/signals.js';
import { reaction } from '../../stream/bookmarkedConsumer.js';
import { receiverConsumer } from '../../stream/receiverConsumer.js';
import type { ConsumerPart } from './streamHandlers.js';

export type ReceiversOptions = {
  /** The aggregates, and intakes, whose commits are signalled. */
  readonly aggregates: readonly EventSource[];
  readonly signals?: Signals;
};

/** Receivers of `eventPostSave`, as one consumer of the events table's stream: `receivers`. */
export function receivers({ aggregates, signals = processSignals }: ReceiversOptions): ConsumerPart {
  const names = new Set(aggregates.map(({ name }) => name));
  const consume = receiverConsumer(signals, aggregates);
  return ({ events: store, bookmarks }) =>
    reaction({ name: 'receivers', follows: (aggregate) => names.has(aggregate), consume, store, bookmarks });
}
