import { EventSourcingError, type Violation } from '../domain/errors.js';
import type { CloudEventAttributes } from '../domain/events/event.js';
import { describeViolations, pointer, shortValue } from '../validation/violations.js';

/** A CloudEvent as it came. */
export type ReceivedEvent = { readonly attributes: CloudEventAttributes; readonly data: unknown };

type Rule = { readonly is: (value: unknown) => boolean; readonly must: string };

const text: Rule = { is: (value) => typeof value === 'string' && value !== '', must: 'must be a text that is not empty' };
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

const required: ReadonlyMap<string, Rule> = new Map([
  ['specversion', { is: (value) => value === '1.0', must: "must be '1.0'" }],
  ['id', text],
  ['source', text],
  ['type', text],
]);

const optional: ReadonlyMap<string, Rule> = new Map([
  ['subject', text],
  ['datacontenttype', text],
  ['dataschema', text],
  [
    'time',
    {
      is: (value) => typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value)),
      must: 'must be a time such as 2026-01-31T12:00:00Z',
    },
  ],
]);

const extension: Rule = {
  is: (value) => ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value),
  must: 'must be a text, a whole number or a boolean',
};

const extensionName = /^[a-z0-9]{1,64}$/;

/**
 * The attributes of a CloudEvent, of which null stands for none. Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 *
 * @throws ValidationFailed
 */
export function cloudEventAttributes(given: Readonly<Record<string, unknown>>): CloudEventAttributes {
  const present = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  const names = new Set(present.map(([name]) => name));
  const missing = [...required.keys()].filter((name) => !names.has(name));
  const violations = [
    ...missing.map((name): Violation => ({ path: pointer('', name), rule: 'required', message: 'is missing' })),
    ...present.flatMap(([name, value]) => violationsOf(name, value)),
  ];
  if (violations.length > 0) throw invalidEvent('A CloudEvent', violations);
  const { specversion: _, ...attributes } = Object.fromEntries(present);
  // Each was looked at.
  return attributes as CloudEventAttributes;
}

function violationsOf(name: string, value: unknown): readonly Violation[] {
  const path = pointer('', name);
  const known = required.get(name) ?? optional.get(name);
  if (!known && !extensionName.test(name)) {
    return [{ path, rule: 'extension', message: 'is no attribute: those have small letters and digits only' }];
  }
  const { is, must } = known ?? extension;
  return is(value) ? [] : [{ path, rule: 'attribute', message: must, ...shortValue(value) }];
}

/** The error for what breaks a rule of CloudEvents, or its event's schema. */
export const invalidEvent = (what: string, violations: readonly Violation[]) =>
  new EventSourcingError({
    code: 'ValidationFailed',
    message: `${what} is invalid: ${describeViolations(violations)}.`,
    details: { violations },
  });
