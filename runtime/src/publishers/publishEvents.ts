import { EventSourcingError } from '../domain/errors.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import { qualifiedTypes } from './definePublisher.js';
import type { Publisher } from './publisher.js';

export type PublishEventsOptions = {
  readonly name: string;
  readonly from: readonly EventSource[];
  /** `OrderPlaced`, `Item.PriceUpdated`, `Item.*` or `*`. */
  readonly events: readonly string[];
};

/**
 * Publishes events as they are, under their aggregate's name: `Item.PriceUpdated`. Aggregates without a published event are left out of
 * `from`. @throws DefinitionInvalid for a name that no event has
 */
export function publishEvents({ name, from, events }: PublishEventsOptions): Publisher {
  const types = qualifiedTypes(from);
  const chosen = new Set<string>();
  for (const word of events) {
    const meant = types.filter(({ type, qualified }) => matches(word, type, qualified));
    if (meant.length === 0) throw unknown(name, word, types);
    for (const { qualified } of meant) chosen.add(qualified);
  }
  const nameOf = ({ aggregate, type }: StoredEvent) => `${aggregate}.${type}`;
  return Object.freeze({
    kind: 'publisher',
    name,
    from: from.filter((source) => qualifiedTypes([source]).some(({ qualified }) => chosen.has(qualified))),
    events: [...chosen],
    publicEvent: (event: StoredEvent) => (chosen.has(nameOf(event)) ? { type: nameOf(event), data: event.data } : undefined),
  });
}

const matches = (word: string, type: string, qualified: string): boolean =>
  word === '*' || word === type || word === qualified || (word.endsWith('.*') && qualified.startsWith(word.slice(0, -1)));

const unknown = (name: string, word: string, types: readonly { readonly qualified: string }[]) =>
  new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `${name}: '${word}' is none of the events, which are ${types.map(({ qualified }) => qualified).join(', ')}.`,
    details: { definition: name },
  });
