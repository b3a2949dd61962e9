import type { ErrorObject } from 'ajv';
import type { Violation } from '../domain/errors.js';
import type { JSONSchema } from '../domain/schema.js';

/** Every violation of a schema by a value; none when it is valid. */
export type Validate = (schema: JSONSchema, value: unknown) => readonly Violation[];

/** A validating function as ajv makes it, at package time or at run time. */
export type Check = { (value: unknown): unknown; readonly errors?: readonly ErrorObject[] | null };

/** What ajv says of a value, in this library's words. */
export const violationsOf = (check: Check, value: unknown): readonly Violation[] =>
  check(value) ? [] : (check.errors ?? []).map((error) => toViolation(error, value));

function toViolation({ keyword, instancePath, propertyName, params, message = 'is invalid' }: ErrorObject, value: unknown): Violation {
  // ajv would tell by itself (its option `verbose`), but the code that it compiles to is half as large without.
  const data = propertyName ?? valueAt(value, instancePath);
  switch (keyword) {
    case 'required':
      return { path: pointer(instancePath, params.missingProperty), rule: keyword, message: 'is missing' };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = params.additionalProperty ?? params.unevaluatedProperty;
      return { path: pointer(instancePath, name), rule: keyword, message: 'is not allowed here' };
    }
    case 'enum':
      return { path: instancePath, rule: keyword, message: `must be one of ${JSON.stringify(params.allowedValues)}`, ...shortValue(data) };
    case 'const':
      return { path: instancePath, rule: keyword, message: `must be ${JSON.stringify(params.allowedValue)}`, ...shortValue(data) };
    default:
      return { path: instancePath, rule: keyword, message, ...shortValue(data) };
  }
}

function valueAt(value: unknown, path: string): unknown {
  const names = path.split('/').slice(1);
  return names.reduce(
    (parent, name) => (isObject(parent) ? Reflect.get(parent, name.replaceAll('~1', '/').replaceAll('~0', '~')) : undefined),
    value,
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** JSON Pointer (RFC 6901) of a member. */
export const pointer = (parent: string, member: string | number): string =>
  `${parent}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;

// A message is for a person: a value that fills the screen does not help.
const longestShownValue = 100;

/** The value for a violation, where it is short enough to be shown. */
export function shortValue(value: unknown): Pick<Violation, 'value'> {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return { value };
  if (typeof value === 'string') return { value: value.length > longestShownValue ? `${value.slice(0, longestShownValue)}…` : value };
  return {};
}

/** Violations as one line, for a message. */
export const describeViolations = (violations: readonly Violation[]): string =>
  violations
    .map(
      ({ path, message, value }) =>
        `${path === '' ? 'the payload' : path} ${message}${value === undefined ? '' : `, ${JSON.stringify(value)} given`}`,
    )
    .join('; ');
