import { type Commit, eventsOf } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { StoredEvent } from '../../domain/events/event.js';
import type { EventSource } from '../../domain/events/eventSource.js';
import { eventAddress, parseStreamName } from '../../domain/stream.js';
import { describeViolations, type Validate } from '../../validation/violations.js';
import type { AnyProjection } from '../projection.js';
import { callProjection } from './callProjection.js';

/** A projection, and the validator of its rows. */
export type Folding = { readonly projection: AnyProjection; readonly validate: Validate };

/** The aggregate that a stream is of. */
function sourceOf({ name, from }: AnyProjection, stream: string): EventSource {
  const { aggregate } = parseStreamName(stream);
  const source = from.find((each) => each.name === aggregate);
  if (!source) throw new TypeError(`${name} is not fed by ${stream}, only by ${from.map((each) => each.name).join(', ')}.`);
  return source;
}

/** The events of a commit that a projection folds. @throws EventUnknown, UpcastFailed */
export const foldedEvents = (projection: AnyProjection, commit: Commit): readonly StoredEvent[] =>
  eventsOf(sourceOf(projection, commit.stream), commit).filter(({ type }) => Object.hasOwn(projection.evolve, type));

/** The row after an event; null for none. @throws RowInvalid, ProjectionFailed */
export function foldEvent({ projection, validate }: Folding, row: unknown, event: StoredEvent): unknown {
  const next = callProjection(projection, 'evolve', event, () => projection.evolve[event.type]?.(row ?? undefined, event));
  if (next === undefined) return row;
  const violations = next === null ? [] : validate(projection.row, next);
  if (violations.length === 0) return next;
  const address = eventAddress(event);
  throw new EventSourcingError({
    code: 'RowInvalid',
    message: `${projection.name} made an invalid row of ${address} (${event.type}): ${describeViolations(violations)}.`,
    details: { projection: projection.name, event: address, violations },
  });
}
