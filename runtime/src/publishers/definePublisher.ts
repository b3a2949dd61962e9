import { EventSourcingError } from '../domain/errors.js';
import type { StoredEvent } from '../domain/events/event.js';
import type { EventSource } from '../domain/events/eventSource.js';
import type { PublicEvent, PublicEvents, Publisher } from './publisher.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

// A method type is bivariant in its parameter: a mapping of some event is to be one of any.
type AnyMapping = { call(event: StoredEvent): PublicEvent | undefined }['call'];

/**
 * Defines which events are sent to other systems, and as what. An event without a mapping stays inside; of an event with a mapping, only
 * what the mapping returns is sent.
 *
 * @throws DefinitionInvalid when the parts contradict each other
 *
 * @example
 * export const prices = definePublisher({
 *   name: 'prices',
 *   from: [Item],
 *   map: { PriceUpdated: ({ aggregateId, data }) => ({ type: 'com.example.price-changed', data: { sku: aggregateId, price: data.price } }) },
 * });
 */
export function definePublisher<const From extends readonly EventSource[]>(definition: {
  readonly name: string;
  readonly from: From;
  readonly map: PublicEvents<NoInfer<From>>;
}): Publisher {
  const { name, from } = definition;
  const map: { readonly [type: string]: AnyMapping | undefined } = definition.map;
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') check(name, from, map);
  const mappingOf = ({ type }: { readonly type: string }) => (Object.hasOwn(map, type) ? map[type] : undefined);
  return Object.freeze({
    kind: 'publisher',
    name,
    from,
    events: qualifiedTypes(from).flatMap(({ type, qualified }) => (mappingOf({ type }) ? [qualified] : [])),
    publicEvent: (event: StoredEvent) => mappingOf(event)?.(event),
  });
}

/** Event types of some aggregates, by themselves and with their aggregate. */
export const qualifiedTypes = (from: readonly EventSource[]): readonly { readonly type: string; readonly qualified: string }[] =>
  from.flatMap(({ name, events }) => Object.keys(events).map((type) => ({ type, qualified: `${name}.${type}` })));

const validName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

function check(name: string, from: readonly EventSource[], map: object): void {
  const fail = (problem: string): never => {
    throw new EventSourcingError({ code: 'DefinitionInvalid', message: `${name}: ${problem}`, details: { definition: name } });
  };
  if (!validName.test(name)) fail(`name must be a letter followed by letters, digits and '-', 64 at most, '${name}' given.`);
  if (from.length === 0) fail('from is empty: name the aggregates whose events it publishes.');
  const types = qualifiedTypes(from).map(({ type }) => type);
  const mappings = Object.entries(map);
  if (mappings.length === 0) fail('map is empty: nothing would be published.');
  for (const [type, mapping] of mappings) {
    if (!types.includes(type)) fail(`map.${type} maps an event that none of its aggregates has (${types.join(', ')}).`);
    if (typeof mapping !== 'function') fail(`map.${type} must be a function, ${typeof mapping} given.`);
  }
}
