import type { StoredEvent } from '../domain/events/event.js';

/**
 * Which signals a handler wants; all parts must match. Names are plain (`UpdatePrice`) or with their aggregate (`Item.UpdatePrice`).
 * With `event`, a handler sees only the events of that type.
 */
export type Filter = {
  readonly aggregate?: string;
  readonly command?: string;
  readonly event?: string;
};

/** A filter that may have a definition where another has a name. */
export type AnyFilter = Omit<Filter, 'aggregate'> & { readonly aggregate?: string | { readonly name: string } };

type Subject = { readonly aggregate: string; readonly command: string; readonly events?: readonly StoredEvent[] };

/** What of a signal passes the filter: undefined for nothing. Signals without events never match a filter by event. */
export function applyFilter<Payload extends Subject>(filter: AnyFilter, payload: Payload): Payload | undefined {
  const { aggregate } = payload;
  const wanted = typeof filter.aggregate === 'object' ? filter.aggregate.name : filter.aggregate;
  if (wanted !== undefined && wanted !== aggregate) return undefined;
  if (filter.command !== undefined && !isNamed(filter.command, aggregate, payload.command)) return undefined;
  const { event } = filter;
  if (event === undefined) return payload;
  const events = (payload.events ?? []).filter(({ type }) => isNamed(event, aggregate, type));
  return events.length === 0 ? undefined : { ...payload, events };
}

const isNamed = (wanted: string, aggregate: string, name: string): boolean => wanted === name || wanted === `${aggregate}.${name}`;
