import type { Commit } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { StoredEvent } from '../../domain/events/event.js';
import { eventAddress } from '../../domain/stream.js';
import type { AnyProjection } from '../projection.js';
import { callProjection, fieldsOf } from './callProjection.js';
import { foldedEvents } from './foldRow.js';

/** An event, and the row that it is for. */
export type KeyedEvent = { readonly key: string; readonly event: StoredEvent };

/** The events of a commit that a projection folds, each with its row's key; without those that are for none. @throws RowKeyInvalid, ProjectionFailed */
export function keyedEvents(projection: AnyProjection, commit: Commit): readonly KeyedEvent[] {
  return foldedEvents(projection, commit).flatMap((event) => {
    const key: unknown = callProjection(projection, 'key', event, () => projection.key?.(event));
    if (key === null) return [];
    if (typeof key === 'string' && key !== '') return [{ key, event }];
    const address = eventAddress(event);
    throw new EventSourcingError({
      code: 'RowKeyInvalid',
      message: `key of ${projection.name} must give a text, or null for no row: it gave ${shown(key)} for ${address} (${event.type}), whose data has ${fieldsOf(event)}.`,
      details: { projection: projection.name, event: address },
    });
  });
}

const shown = (key: unknown): string => (key === '' ? "''" : typeof key === 'number' ? `the number ${key}` : String(typeof key));
