import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import { asJson } from '../../domain/json.js';
import { describeViolations, type Validate } from '../../validation/violations.js';

/**
 * The decided events as they will be read back (JSON makes of a Date a string and of undefined nothing), each valid against its schema.
 * @throws EventInvalid
 */
export function assertEvents(
  aggregate: AnyAggregate,
  stream: string,
  decided: readonly NewEvent[],
  validate: Validate,
): readonly NewEvent[] {
  return decided.map(({ type, data: given }) => {
    const schema = Object.hasOwn(aggregate.events, type) ? aggregate.events[type] : undefined;
    const data = asJson(given);
    const violations = schema
      ? validate(schema, data)
      : [{ path: '', rule: 'type', message: `is no event of ${aggregate.name}: ${Object.keys(aggregate.events).join(', ')}` }];
    if (violations.length === 0) return { type, data };
    throw new EventSourcingError({
      code: 'EventInvalid',
      message: `decide produced an invalid ${type} for ${stream}: ${describeViolations(violations)}. Nothing was stored.`,
      details: { stream, event: type, violations },
    });
  });
}
