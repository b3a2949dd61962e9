import type { StoredEventOf } from '../domain/aggregates/aggregate.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';

/** An event as other services see it. */
export type PublicEvent = {
  /** Its name outside, such as `com.example.price-changed`. */
  readonly type: string;
  /** JSON. Left out, the event is a bare fact. */
  readonly data?: unknown;
  /** URI of the schema that `data` is of. */
  readonly dataschema?: string;
};

type EventFrom<From extends readonly EventSource[]> = { [I in keyof From]: StoredEventOf<From[I]['events']> }[number];

type OfType<Event, Type> = Event extends { readonly type: Type } ? Event : never;

/** What becomes of each event type: its public event, or undefined for one that stays inside. A type that is not named stays inside. */
export type PublicEvents<From extends readonly EventSource[]> = {
  readonly [Type in EventFrom<From>['type']]?: (event: OfType<EventFrom<From>, Type>) => PublicEvent | undefined;
};

/** Which events go outside, and as what. Made by `definePublisher` and `publishEvents`; where to is the configuration's. */
export type Publisher = {
  readonly kind: 'publisher';
  readonly name: string;
  readonly from: readonly EventSource[];
  /** Event types that may be published, with their aggregate: `Item.PriceUpdated`. */
  readonly events: readonly string[];
  /** @throws whatever the user's mapping does */
  readonly publicEvent: (event: StoredEvent) => PublicEvent | undefined;
};
