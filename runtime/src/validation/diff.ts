import { isDeepStrictEqual } from 'node:util';
import type { Violation } from '../domain/errors.js';
import { pointer, shortValue } from './violations.js';

/** A violation for each named payload field whose value is the state's own already. A field that the payload leaves out changes nothing and is fine. */
export function findUnchanged(fields: readonly string[], state: unknown, payload: unknown): readonly Violation[] {
  return fields.flatMap((field) => {
    const given = member(payload, field);
    if (given === undefined || !isDeepStrictEqual(given, member(state, field))) return [];
    return [{ path: pointer('', field), rule: 'diff', message: 'must differ from its present value', ...shortValue(given) }];
  });
}

const member = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
