import { EventSourcingError } from '../../domain/errors.js';
import type { HttpEvent } from './event.js';

export type Parameters = ReadonlyMap<string, string>;

/** The query string's parameters. @throws MalformedRequest for a name that the route does not have: a misspelled filter must not mean «all» */
export function parametersOf({ queryStringParameters, routeKey }: HttpEvent, known: readonly string[]): Parameters {
  const given = Object.entries(queryStringParameters ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const unknown = given.find(([name]) => !known.includes(name));
  if (unknown)
    throw malformed(unknown[0], `is no parameter of ${routeKey}${known.length > 0 ? `, only ${known.join(', ')}` : ''}`, unknown[1]);
  return new Map(given);
}

/** A whole number within bounds, both included. @throws MalformedRequest */
export function wholeNumber(parameters: Parameters, name: string, least: number, most: number): number | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw malformed(name, `must be a whole number from ${least} to ${most}`, value);
}

const isoTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A time, ISO 8601: a date (its midnight, UTC) or a time with its zone. @throws MalformedRequest */
export function time(parameters: Parameters, name: string): string | undefined {
  const value = parameters.get(name);
  if (value === undefined || (isoTime.test(value) && !Number.isNaN(Date.parse(value)))) return value;
  throw malformed(name, 'must be a time such as 2026-01-31T12:00:00Z (a + of its zone is %2B in a URL)', value);
}

/** The error for a parameter that breaks its rule, or is missing. */
export const malformed = (name: string, rule: string, value: string | undefined) =>
  new EventSourcingError({
    code: 'MalformedRequest',
    message: `${name} ${rule}, ${value ? `'${value.slice(0, 100)}'` : 'nothing'} given.`,
    details: { where: name },
  });
